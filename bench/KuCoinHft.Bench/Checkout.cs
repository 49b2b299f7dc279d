namespace KuCoinHft.Bench;

/// <summary>The checkout that the benchmarks were built in.</summary>
internal static class Checkout
{
    /// <summary>The folder of the models that ship.</summary>
    public static string Models
    {
        get
        {
            for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, "KuCoinHft.sln")))
                    return Path.Combine(folder.FullName, "models");
            }

            throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds KuCoinHft.sln; run the benchmarks inside a checkout.");
        }
    }
}
