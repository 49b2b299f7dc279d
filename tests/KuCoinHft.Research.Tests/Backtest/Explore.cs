using KuCoinHft.Research.Backtest;
using System.Diagnostics;
namespace KuCoinHft.Research.Tests.Backtest;
public sealed class Explore
{
    [Fact]
    public void Look()
    {
        var w = TestContext.Current.TestOutputHelper!;
        long t = Stopwatch.GetTimestamp();
        var b = Shipped.Binance; 
        w.WriteLine($"open {Stopwatch.GetElapsedTime(t)}"); t = Stopwatch.GetTimestamp();
        int n = b.Read().Count();
        w.WriteLine($"events {n} {Stopwatch.GetElapsedTime(t)}"); t = Stopwatch.GetTimestamp();
        foreach (int count in new[] { 20000, 40000, n })
        {
            using var folder = new TemporaryFolder();
            using var models = Shipped.Models();
            t = Stopwatch.GetTimestamp();
            var c = JournaledSession.Run(folder.Path, EditedRecording.Beginning(b, count), models, JournaledSession.Lively);
            w.WriteLine($"{count}: {c} {Stopwatch.GetElapsedTime(t)} {new FileInfo(folder.Below("frames.kcj")).Length} {new FileInfo(folder.Below("actions.kcj")).Length}");
            t = Stopwatch.GetTimestamp();
            using var folder2 = new TemporaryFolder();
            using var r = new JournalReplay(folder.Path, folder2.Path, models, JournaledSession.Lively);
            r.RunHere();
            w.WriteLine($"replay {Stopwatch.GetElapsedTime(t)}");
        }
    }
}
