namespace KuCoinHft.Cli.Tests;

/// <summary>The repository that these tests were built from.</summary>
internal static class Checkout
{
    public static string Root { get; } = Find();

    public static string Models => Path.Combine(Root, "models");

    /// <summary>A file of the shipped recording of KuCoin, beside the program.</summary>
    public static string KuCoin2021(string file) => Path.Combine(AppContext.BaseDirectory, "recordings", "kucoin-2021", file);

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "KuCoinHft.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds KuCoinHft.sln; run the tests inside a checkout.");
    }
}
