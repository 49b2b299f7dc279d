using KuCoinHft.Research.Report;
using Spectre.Console;

namespace KuCoinHft.Cli.Output;

/// <summary>A demo's report for people.</summary>
internal static class DemoTable
{
    public static void Print(DemoReport report)
    {
        // A line above it, since a title is folded to the width of its table.
        AnsiConsole.MarkupLineInterpolated($"[bold]Latency by stage, microseconds[/] ({report.LatencyLabel})");
        AnsiConsole.Write(Latency(report));
        AnsiConsole.Write(Trading(report));
        AnsiConsole.Write(Pairs(report));
        AnsiConsole.Write(Wire(report));
        foreach (WireReport wire in report.Wire.Where(wire => wire.Protocol is not null))
            AnsiConsole.MarkupLineInterpolated($"{TlsCost(wire)}");
        AnsiConsole.MarkupLineInterpolated($"Placement: {report.Placement}");
        Words.PrintRefusals(report.ModelRefusals);
        foreach (string note in report.PlacementNotes.Concat(report.Notes))
            AnsiConsole.MarkupLineInterpolated($"[yellow]note[/] {note}");
        AnsiConsole.MarkupLine("Figures of this run on recorded data; no return is promised. Market data as recorded by third parties; not affiliated with KuCoin.");
    }

    private static Table Latency(DemoReport report)
    {
        Table table = new Table().Border(TableBorder.Rounded)
            .AddColumns("stage", "p50", "p99", "p99.9", "max");
        foreach ((string stage, LatencyReport latency) in report.LatencyNs)
            table.AddRow(stage, Micros(latency.P50), Micros(latency.P99), Micros(latency.P999), Micros(latency.Max));
        return table;
    }

    private static Table Trading(DemoReport report)
    {
        Table table = new Table().Title($"[bold]{Markup.Escape(report.Data)} at {report.Speed}[/]").Border(TableBorder.Rounded).AddColumns("what", "how many");
        table.AddRow("market time, clock time", $"{report.MarketSeconds:F0} s, {report.Seconds:F1} s");
        table.AddRow("frames, decode errors, gaps", $"{report.Frames:N0}, {report.DecodeErrors}, {report.Gaps}");
        table.AddRow("decisions", $"{report.Decisions:N0}: {Words.Of(report.DecisionReasons)}");
        table.AddRow("orders sent, acked, cancels", $"{report.Orders}, {report.Acks}, {report.Cancels}");
        table.AddRow("fills", $"{report.Fills}");
        table.AddRow("rejected by risk", Words.Of(report.RejectReasons));
        table.AddRow("refused by the exchange", $"{report.RefusedByExchange}");
        table.AddRow("oddities", Words.Of(report.Oddities));
        if (report.Faults.Count > 0)
            table.AddRow("faults", Words.Of(report.Faults));
        table.AddRow("fees, interest", $"{report.Fees:F4}, {report.Interest:F4} USDT");
        table.AddRow("equity", $"{report.EquityStart:F2} -> {report.EquityEnd:F2} USDT, debt ratio {report.DebtRatio:F4}");
        table.AddRow("[bold]net profit or loss[/]", $"[bold]{report.NetPnl:F4} USDT[/]");
        table.AddRow("hot worker's bytes a frame", $"{report.HotThreadBytesPerFrame:0.####}");
        table.AddRow("whole process", $"{report.ProcessBytes:N0} bytes, {report.GcCount} collections");
        return table;
    }

    private static Table Pairs(DemoReport report)
    {
        Table table = new Table().Title("[bold]Pairs[/]").Border(TableBorder.Rounded).AddColumns("symbol", "buy fills", "sell fills", "longest", "shortest", "at the end", "ledger");
        foreach (PairReport pair in report.Pairs)
            table.AddRow(pair.Symbol, $"{pair.BuyFills}", $"{pair.SellFills}", pair.LongMax, pair.ShortMax, pair.PositionEnd, $"{pair.PositionAtExchange}: {pair.Agreement}");
        return table;
    }

    private static Table Wire(DemoReport report)
    {
        Table table = new Table().Title("[bold]Wire[/]").Border(TableBorder.Rounded).AddColumns("connection", "bytes in", "on the wire", "bytes out", "on the wire");
        foreach (WireReport wire in report.Wire)
            table.AddRow($"{wire.Connection}, {(wire.Protocol is null ? "plain TCP" : "TLS")}", $"{wire.BytesReceived:N0}", $"{wire.WireBytesReceived:N0}", $"{wire.BytesSent:N0}", $"{wire.WireBytesSent:N0}");
        return table;
    }

    private static string TlsCost(WireReport wire) =>
        $"{wire.Connection}, {wire.Protocol}: decrypted in {wire.DecryptMs:F1} ms, a read {Micros(wire.DecryptNs!.P50)} us (p99 {Micros(wire.DecryptNs.P99)}); encrypted in {wire.EncryptMs:F1} ms, a frame {Micros(wire.EncryptNs!.P50)} us (p99 {Micros(wire.EncryptNs.P99)}).";

    private static string Micros(long ns) => $"{ns / 1000.0:F2}";
}
