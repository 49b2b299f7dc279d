using BenchmarkDotNet.Running;
using KuCoinHft.Bench.Layout;

namespace KuCoinHft.Bench;

internal static class Program
{
    // "layout [pairs] [frames]": whole pipelines side by side. Anything else is BenchmarkDotNet's, function by function.
    private static void Main(string[] args)
    {
        if (args is ["layout", ..])
            LayoutComparison.Run(Number(args, 1, 31), Number(args, 2, 100_000), Console.Out);
        else
            BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, new ResultColumns());
    }

    private static int Number(string[] args, int at, int otherwise) => args.Length > at ? int.Parse(args[at]) : otherwise;
}
