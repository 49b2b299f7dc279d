namespace KuCoinHft.Cli.Latency;

/// <summary>The two ways of compiling that are compared.</summary>
internal static class JitProfiles
{
    /// <summary>What tells them apart.</summary>
    public static readonly string[] Variables = ["DOTNET_TieredCompilation", "DOTNET_TieredPGO", "DOTNET_ReadyToRun"];
}
