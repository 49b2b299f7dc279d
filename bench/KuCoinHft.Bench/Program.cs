using BenchmarkDotNet.Running;
using KuCoinHft.Bench.Ring;
using KuCoinHft.Bench.Wire;

namespace KuCoinHft.Bench;

internal static class Program
{
    private static async Task Main(string[] args)
    {
        if (args is ["tls"])
            await TlsRoundTrip.RunAsync();
        else if (args is ["waits"])
            WaitLatency.Run();
        else
            BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, new ResultColumns());
    }
}
