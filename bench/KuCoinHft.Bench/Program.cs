using BenchmarkDotNet.Running;
using KuCoinHft.Bench.Book;
using KuCoinHft.Bench.Decode;
using KuCoinHft.Bench.Growth;
using KuCoinHft.Bench.Replay;
using KuCoinHft.Bench.Ring;
using KuCoinHft.Bench.Runtime;
using KuCoinHft.Bench.WholePath;
using KuCoinHft.Bench.Wire;

namespace KuCoinHft.Bench;

internal static class Program
{
    // What has several threads or sockets has a runner of its own; the rest is BenchmarkDotNet's, function by function.
    private static async Task<int> Main(string[] args)
    {
        if (args is ["record" or "replay", ..])
            return ReplayCommand.Run(args);
        if (args is ["tls"])
            await TlsRoundTrip.RunAsync();
        else if (args is ["waits"])
            WaitLatency.Run();
        else if (args is ["threads"])
            TwoThreads.Run();
        else if (args is ["decode"])
            DecodeTopics.Run();
        else if (args is ["growth"])
            GrowthTables.Run();
        else if (args is ["stages"])
            ThreeStages.Run();
        else if (args is ["pauses"])
            CollectionPauses.Run();
        else if (args is ["path"])
            PathComparison.Run();
        else if (args is ["book"])
            BookComparison.Run();
        else
            BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, new ResultColumns());
        return 0;
    }
}
