using BenchmarkDotNet.Running;
using KuCoinHft.Bench.Ring;

namespace KuCoinHft.Bench;

internal static class Program
{
    private static void Main(string[] args)
    {
        if (args is ["waits"])
            WaitLatency.Run();
        else
            BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, new ResultColumns());
    }
}
