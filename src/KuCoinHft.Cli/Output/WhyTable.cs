using KuCoinHft.Research.Report;
using Spectre.Console;

namespace KuCoinHft.Cli.Output;

/// <summary>An explained order for people.</summary>
internal static class WhyTable
{
    public static void Print(WhyReport report)
    {
        AnsiConsole.MarkupLineInterpolated($"[bold]{report.Verdict}[/]");
        AnsiConsole.MarkupLineInterpolated($"Decided at frame {report.Sequence} of session {report.Session}, {report.DecidedUtc} UTC, {report.Decision.Symbol}");
        Words.PrintDifferences(report.Differences, report.EqualsJournal, report.Comparison);
        AnsiConsole.Write(Decision(report));
        AnsiConsole.Write(Agents(report));
        if (report.Checks.Count > 0)
            AnsiConsole.Write(Checks(report));
        AnsiConsole.Write(Before(report));
        // A line above it, since a title is folded to the width of its table.
        AnsiConsole.MarkupLineInterpolated($"[bold]Book[/] at sequence {report.Book.Sequence}, {(report.Book.IsLive ? "live" : "stale")}, last fed {Millis(report.Book.AgeNs)} ms before");
        AnsiConsole.Write(Book(report.Book));
        if (report.Order is not null)
            AnsiConsole.Write(Order(report.Order, report.Fills));
        if (report.Latency is not null)
            AnsiConsole.Write(Life(report, report.Latency));
    }

    private static Table Decision(WhyReport report)
    {
        WhyDecision decision = report.Decision;
        Table table = Facts("Decision");
        table.AddRow("agent", decision.Agent);
        table.AddRow("reason", $"{decision.Reason}: {decision.ReasonWords}");
        table.AddRow("target before -> after", $"{decision.TargetBefore} -> {decision.Target} of the symbol's maximum");
        if (decision.BestTarget is not null)
            table.AddRow("best target", $"{decision.BestTarget}, {decision.Margin:0.######} % of the price over the target before; {decision.MarginNeeded:0.######} needed");
        table.AddRow("meta-model's weights", report.MetaWeights.Count == 0 ? "it did not answer" : string.Join(", ", report.MetaWeights.Select(w => $"{w.Key} {w.Value:0.0000}")));
        return table;
    }

    private static Table Agents(WhyReport report)
    {
        Table table = new Table().Title($"[bold]Q-values by target[/], % of the price, {report.Decision.Origin}").Border(TableBorder.Rounded).AddColumns("agent", "-1", "-0.5", "0", "0.5", "1");
        foreach (WhyAgent agent in report.Agents)
        {
            string name = agent.IsPicked ? $"[bold]{agent.Agent}[/]" : agent.Agent;
            string[] values = agent.Q.Count == 0 ? ["no answer"] : [.. agent.Q.Values.Select(q => $"{q:0.000000}")];
            table.AddRow([name, .. values]);
        }

        return table;
    }

    private static Table Checks(WhyReport report)
    {
        Table table = new Table().Title("[bold]Risk checks[/]").Border(TableBorder.Rounded).AddColumns("check", "limit", "value", "unit", "outcome");
        foreach (CheckReport check in report.Checks)
        {
            string outcome = check.Outcome switch
            {
                CheckOutcome.Passed => "passed",
                CheckOutcome.Failed => $"[red]failed: {check.Reason}[/]",
                _ => "not asked of a reduction",
            };
            table.AddRow(check.What, check.Limit, check.Value, check.Unit, outcome);
        }

        return table;
    }

    private static Table Before(WhyReport report)
    {
        WhyBefore before = report.Before;
        Table table = Facts("Before it");
        table.AddRow("position", $"{before.Position} {before.PositionCurrency}, {before.PositionValue} {before.ValueCurrency}");
        table.AddRow("all positions, profit since start", $"{before.AllPositions}, {before.Profit} {before.ValueCurrency}");
        table.AddRow("open orders", $"{before.OpenOrders}");
        table.AddRow("debt ratio", before.DebtRatio is null ? "not pushed yet" : $"{before.DebtRatio}, pushed {Millis(before.DebtRatioAgeNs!.Value)} ms before");
        return table;
    }

    private static Table Book(WhyBook book)
    {
        Table table = new Table().Border(TableBorder.Rounded).AddColumns("bid size", "bid", "ask", "ask size");
        for (int depth = 0; depth < Math.Max(book.Bids.Count, book.Asks.Count); depth++)
        {
            WhyLevel? bid = depth < book.Bids.Count ? book.Bids[depth] : null;
            WhyLevel? ask = depth < book.Asks.Count ? book.Asks[depth] : null;
            table.AddRow(bid?.Size ?? "", bid?.Price ?? "", ask?.Price ?? "", ask?.Size ?? "");
        }

        return table;
    }

    private static Table Order(WhyOrder order, WhyFills? fills)
    {
        Table table = Facts("Order");
        table.AddRow("clientOid", order.ClientOid ?? "not sent");
        if (order.ClientOid is not null)
            table.AddRow("orderId", order.OrderId ?? "no frame named it");
        table.AddRow("order", $"{order.Side} {order.Size} {order.SizeCurrency} at {order.Price} {order.PriceCurrency}, {order.Funds} {order.PriceCurrency}{(order.IsReduction ? ", a reduction" : "")}");
        table.AddRow("time in force, flags", $"{order.TimeInForce}, {order.Flags}");
        if (fills is not null)
        {
            table.AddRow("filled", $"{fills.Size} at {fills.AveragePrice} on average, {fills.Funds} {order.PriceCurrency} in {fills.Count} fills, {fills.AsMaker} as maker");
            table.AddRow("fee", $"{fills.FeeAssumed} {order.PriceCurrency} at the rate that the loss limit assumes; the exchange's own is not in these frames");
        }

        return table;
    }

    private static Table Life(WhyReport report, WhyLatency latency)
    {
        Table table = new Table().Title("[bold]Life[/], session time after the decision frame").Border(TableBorder.Rounded).AddColumns("ms", "frame", "what", "");
        foreach (WhyEvent step in report.Life)
            table.AddRow(Millis(step.AfterNs), $"{step.Sequence}", step.What, Markup.Escape(step.Detail));
        table.AddRow("", "", "to the answer", Latency(latency.AnswerNs, latency.AnswerWallNs, latency.Speed));
        table.AddRow("", "", "to the first push", Latency(latency.FirstPushNs, latency.FirstPushWallNs, latency.Speed));
        return table;
    }

    private static string Latency(long? ns, long? wallNs, double? speed)
    {
        if (ns is not { } known)
            return "none came";
        return wallNs is { } wall ? $"{Millis(known)} ms of session time; {Millis(wall)} ms of the wall clock, at {speed}x" : $"{Millis(known)} ms of session time";
    }

    private static Table Facts(string title) => new Table().Title($"[bold]{title}[/]").Border(TableBorder.Rounded).AddColumns("what", "value");

    private static string Millis(long ns) => $"{ns / 1e6:0.000000}";
}
