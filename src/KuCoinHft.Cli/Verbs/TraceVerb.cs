using System.CommandLine;
using KuCoinHft.Cli.Output;
using KuCoinHft.Research.Backtest;
using KuCoinHft.Research.Report;
using KuCoinHft.Research.Trace;

namespace KuCoinHft.Cli.Verbs;

/// <summary><c>kchft trace</c>: one frame of a journal through every room.</summary>
internal static class TraceVerb
{
    public static Command Create()
    {
        var command = new Command(
            "trace",
            """
            Replays a journal up to one frame and shows what every room made of it: prices as decimals, features and Q-values by name, actions with
            their clientOids, and how long each room took. Says whether decision and actions are those in the journal, or the first difference.

            Times are measured in this replay, on this machine, not in the session. Where the models, the feature set or the machine are not the
            session's, the models' answers are taken from the journal, and are marked as recorded.

              kchft trace 24133 --journal my-session
              kchft trace 24133 --journal my-session --bytes --json
            """);
        var sequence = new Argument<long>("sequence") { Description = "The frame's number in the session, from 0." };
        Option<string> journal = VerbOptions.Journal();
        var bytes = new Option<bool>("--bytes") { Description = "Print the frame's raw text too; hexadecimal where it is no text." };
        var json = VerbOptions.Json();
        var models = VerbOptions.Models();
        command.Arguments.Add(sequence);
        foreach (Option option in new Option[] { journal, bytes, models, json })
            command.Options.Add(option);
        command.SetAction((parsed, cancellation) =>
        {
            var session = new SessionJournal(parsed.GetValue(journal)!);
            using EngineModels loaded = EngineModels.Load(ModelsFolder.Find(parsed.GetValue(models)));
            TraceReport report = FrameTrace.Run(session, loaded, parsed.GetValue(sequence), parsed.GetValue(bytes), cancellation);
            if (parsed.GetValue(json))
                Console.Out.WriteLine(Json.Text(report));
            else
                TraceTable.Print(report);
            return Task.FromResult(0);
        });
        return command;
    }
}
