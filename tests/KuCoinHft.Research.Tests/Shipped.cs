using KuCoinHft.Exchange.Recordings;
using KuCoinHft.Research.Backtest;

namespace KuCoinHft.Research.Tests;

/// <summary>What the repository ships and these tests run on: two recordings, opened once, and the folder of models.</summary>
internal static class Shipped
{
    private static readonly Lazy<Recording> KuCoinOnce = new(() => RecordingCatalog.Open(RecordingCatalog.KuCoin2021));
    private static readonly Lazy<BinanceRecording> BinanceOnce = new(() => (BinanceRecording)RecordingCatalog.Open(RecordingCatalog.Binance2024));

    public static Recording KuCoin => KuCoinOnce.Value;

    public static BinanceRecording Binance => BinanceOnce.Value;

    public static string ModelsFolder { get; } = Path.Combine(Root(), "models");

    /// <summary>The shipped models, opened anew: a model belongs to one pipeline at a time.</summary>
    public static EngineModels Models() => EngineModels.Load(ModelsFolder);

    private static string Root()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "KuCoinHft.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds KuCoinHft.sln; run the tests inside a checkout.");
    }
}
