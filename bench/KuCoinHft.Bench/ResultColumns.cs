using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Mathematics.OutlierDetection;

namespace KuCoinHft.Bench;

/// <summary>What every row of results says: the median, its spread, and the bytes allocated.</summary>
/// <remarks>
/// In process: a generated project would restore and build anew for each class, and find neither our build properties nor the models.
/// What that costs is said in RESULTS.md: all rows share one process, so its heap and its tiered code.
/// </remarks>
internal sealed class ResultColumns : ManualConfig
{
    public ResultColumns()
    {
        // Outliers stay: on a machine shared with others, and to a trader anywhere, the slow round is a result.
        AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithOutlierMode(OutlierMode.DontRemove).AsMutator());
        AddDiagnoser(MemoryDiagnoser.Default);
        AddLogger(ConsoleLogger.Default);
        AddExporter(MarkdownExporter.GitHub);
        AddColumn(
            TargetMethodColumn.Type, TargetMethodColumn.Method, StatisticColumn.Median, StatisticColumn.Min, StatisticColumn.Max, BaselineRatioColumn.RatioMean);
        AddColumnProvider(DefaultColumnProviders.Metrics, DefaultColumnProviders.Params);
    }
}
