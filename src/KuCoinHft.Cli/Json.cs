using System.Text.Json;
using System.Text.Json.Serialization;
using KuCoinHft.Cli.Journal;
using KuCoinHft.Cli.Doctor;
using KuCoinHft.Cli.Latency;
using KuCoinHft.Research.Report;

namespace KuCoinHft.Cli;

/// <summary>Reports as JSON: camelCase, one object.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(ReplayReport))]
[JsonSerializable(typeof(DemoReport))]
[JsonSerializable(typeof(TraceReport))]
[JsonSerializable(typeof(WhyReport))]
[JsonSerializable(typeof(JournalReport))]
[JsonSerializable(typeof(ExportReport))]
[JsonSerializable(typeof(ModelReport[]))]
[JsonSerializable(typeof(Finding[]))]
[JsonSerializable(typeof(BenchReport))]
[JsonSerializable(typeof(LoadResult))]
[JsonSerializable(typeof(ProfileReport))]
internal sealed partial class Json : JsonSerializerContext
{
    private static readonly Json OneLine = new(new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.CamelCase });

    public static string Text(ReplayReport report) => JsonSerializer.Serialize(report, Default.ReplayReport);

    public static string Text(DemoReport report) => JsonSerializer.Serialize(report, Default.DemoReport);

    public static string Text(TraceReport report) => JsonSerializer.Serialize(report, Default.TraceReport);

    public static string Text(WhyReport report) => JsonSerializer.Serialize(report, Default.WhyReport);

    public static string Text(JournalReport report) => JsonSerializer.Serialize(report, Default.JournalReport);

    public static string Text(ExportReport report) => JsonSerializer.Serialize(report, Default.ExportReport);

    public static string Text(ModelReport[] reports) => JsonSerializer.Serialize(reports, Default.ModelReportArray);

    public static string Text(BenchReport report) => JsonSerializer.Serialize(report, Default.BenchReport);

    public static string Text(ProfileReport report) => JsonSerializer.Serialize(report, Default.ProfileReport);

    /// <summary>On one line: it goes from process to process.</summary>
    public static string Text(LoadResult result) => JsonSerializer.Serialize(result, OneLine.LoadResult);

    public static LoadResult ReadLoadResult(string text) => JsonSerializer.Deserialize(text, OneLine.LoadResult)!;

    public static BenchReport ReadBenchReport(string text) => JsonSerializer.Deserialize(text, Default.BenchReport)!;

    public static string Text(Finding[] findings) => JsonSerializer.Serialize(findings, Default.FindingArray);
}
