using System.CommandLine;
using KuCoinHft.Cli.Output;
using KuCoinHft.Research.Backtest;
using KuCoinHft.Research.Report;

namespace KuCoinHft.Cli.Verbs;

/// <summary><c>kchft replay</c>: a recording through the pipeline without an exchange.</summary>
internal static class ReplayVerb
{
    public static Command Create()
    {
        var command = new Command(
            "replay",
            """
            Sends a recording through the whole pipeline in virtual time, without an exchange, and checks its books against its tickers.

            Prints what became of every frame, the decisions and their hash, and each book's end with its SHA-256. Nothing is traded: a wanted order
            is rejected as TradingOff, or as NotMarginable where KuCoin does not list the symbol for margin. The same recording and models give
            the same decision hash on the same machine and .NET; elsewhere the last bits of a logarithm may differ.

              kchft replay                               KuCoin's own frames of 2021-04-25, nine books
              kchft replay --data binance-2024 --json    the BTC and ETH session as KuCoin frames
              kchft replay --file ws.log snapshots.log   your own recording
            """);
        var recording = new RecordingOptions(command, "kucoin-2021");
        var json = VerbOptions.Json();
        var models = VerbOptions.Models();
        command.Options.Add(json);
        command.Options.Add(models);
        command.SetAction((parsed, cancellation) =>
        {
            using EngineModels loaded = EngineModels.Load(ModelsFolder.Find(parsed.GetValue(models)));
            ReplayReport report = ReplayRun.Run(recording.Open(parsed), loaded, cancellation);
            if (parsed.GetValue(json))
                Console.Out.WriteLine(Json.Text(report));
            else
                ReplayTable.Print(report);
            return Task.FromResult(0);
        });
        return command;
    }
}
