namespace KuCoinHft.Cli.Journal;

/// <summary>What an export wrote.</summary>
internal sealed record ExportReport(string File, long Records, long Bytes);
