using System.CommandLine;
using KuCoinHft.Cli.Output;
using KuCoinHft.Research.Backtest;
using KuCoinHft.Research.Report;
using KuCoinHft.Research.Trace;

namespace KuCoinHft.Cli.Verbs;

/// <summary><c>kchft why</c>: an order, or a decision that became none, explained.</summary>
internal static class WhyVerb
{
    public static Command Create()
    {
        var command = new Command(
            "why",
            """
            Explains one order of a journal: the decision frame, the agent and its Q-values, the meta-model's weights, every risk check with its limit
            and its value at that time, position and book before it, and what became of it, with times after the decision frame.

            Of a decision frame without an order it says which check rejected it, or why none was wanted. Times are session time, as recorded.

              kchft why kh-66b4c5a1-000000000001791d --journal my-session
              kchft why 24133.0 --journal my-session --json      by sequence.index
              kchft why 24133 --journal my-session               the decision of that frame, rejected or not
            """);
        var order = new Argument<string>("order") { Description = "A clientOid or an exchange's orderId, or the beginning of one; sequence.index; or a decision frame's sequence." };
        Option<string> journal = VerbOptions.Journal();
        var json = VerbOptions.Json();
        var models = VerbOptions.Models();
        command.Arguments.Add(order);
        foreach (Option option in new Option[] { journal, models, json })
            command.Options.Add(option);
        command.SetAction((parsed, cancellation) =>
        {
            var session = new SessionJournal(parsed.GetValue(journal)!);
            OrderName name = OrderFinder.Find(session, parsed.GetValue(order)!);
            using EngineModels loaded = EngineModels.Load(ModelsFolder.Find(parsed.GetValue(models)));
            WhyReport report = OrderWhy.Run(session, loaded, in name, cancellation);
            if (parsed.GetValue(json))
                Console.Out.WriteLine(Json.Text(report));
            else
                WhyTable.Print(report);
            return Task.FromResult(0);
        });
        return command;
    }
}
