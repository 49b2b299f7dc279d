using KuCoinHft.Research.Report;
using Spectre.Console;

namespace KuCoinHft.Cli.Output;

/// <summary>A replay's report for people.</summary>
internal static class ReplayTable
{
    public static void Print(ReplayReport report)
    {
        Table books = new Table().Title($"[bold]Replay of {Markup.Escape(report.Data)}[/]").Border(TableBorder.Rounded)
            .AddColumns("symbol", "sequence", "best bid", "size", "best ask", "size", "levels", "book SHA-256");
        foreach (BookReport book in report.Books)
        {
            books.AddRow(
                book.Symbol + (book.IsLive ? "" : " [red]stale[/]"), $"{book.Sequence}", book.BestBid, book.BestBidSize, book.BestAsk, book.BestAskSize,
                $"{book.BidLevels} + {book.AskLevels}", book.Hash[..16]);
        }

        AnsiConsole.Write(books);
        Table facts = new Table().Border(TableBorder.Rounded).AddColumns("what", "how many");
        facts.AddRow("frames through the ring", $"{report.Frames:N0}");
        facts.AddRow("level2 frames", $"{report.Level2Frames} = {report.Old} old + {report.Applied} applied + {report.Level2Frames - report.Old - report.Applied} kept aside");
        facts.AddRow("gaps, crossed books, snapshots taken", $"{report.Gaps}, {report.Crossed}, {report.Synced}");
        facts.AddRow("tickers equal to the book at their sequence", $"{report.TickersEqual} of {report.TickersCompared}");
        facts.AddRow("decode errors", Words.Of(report.DecodeErrorReasons));
        facts.AddRow("decisions", $"{report.Decisions}: {Words.Of(report.DecisionReasons)}");
        facts.AddRow("rejects", Words.Of(report.RejectReasons));
        facts.AddRow("decision hash", report.DecisionHash);
        facts.AddRow("time", $"{report.Seconds:F2} s");
        AnsiConsole.Write(facts);
        Words.PrintRefusals(report.ModelRefusals);
    }
}
