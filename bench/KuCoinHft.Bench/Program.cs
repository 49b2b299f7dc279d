using BenchmarkDotNet.Running;

namespace KuCoinHft.Bench;

internal static class Program
{
    private static void Main(string[] args) => BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, new ResultColumns());
}
