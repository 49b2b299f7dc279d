using System.CommandLine;
using System.CommandLine.Invocation;
using KuCoinHft.Cli.Output;
using KuCoinHft.Cli.Verbs;

namespace KuCoinHft.Cli;

internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        var root = new RootCommand(
            """
            kchft: a low-latency trading engine for KuCoin cross margin.

            Start with   kchft demo      real recorded BTC and ETH, traded on the embedded exchange over loopback sockets
            then         kchft replay    KuCoin's own recorded frames through the same pipeline, checked against their tickers
                         kchft exchange  KuCoin on a port of this machine, for any client: a market to try strategies on
                         kchft test      a demo in which answers, pushes and connections come to harm
                         kchft decode    one JSON event for every KuCoin frame on stdin
                         kchft journal   whether a demo's journal is whole, and what it holds
                         kchft trace     one frame of a demo's journal through every room
                         kchft why       one order of a demo's journal explained
                         kchft doctor    whether this machine is fit for pinned workers
                         kchft bench     how long from a market frame to an order

            Not affiliated with or endorsed by KuCoin; market data as recorded by third parties.
            Nothing here promises a return: figures are what this run gave on recorded data.
            """);
        root.Subcommands.Add(DemoVerb.Create());
        root.Subcommands.Add(TestVerb.Create());
        root.Subcommands.Add(ReplayVerb.Create());
        root.Subcommands.Add(ExchangeVerb.Create());
        root.Subcommands.Add(DecodeVerb.Create());
        root.Subcommands.Add(JournalVerb.Create());
        root.Subcommands.Add(TraceVerb.Create());
        root.Subcommands.Add(WhyVerb.Create());
        root.Subcommands.Add(ModelsVerb.Create());
        root.Subcommands.Add(DoctorVerb.Create());
        root.Subcommands.Add(BenchVerb.Create());
        // Who types only the name asks what it can do.
        ParseResult parsed = root.Parse(args.Length == 0 ? ["--help"] : args);
        if (parsed.Action is ParseErrorAction)
            return UserError.Refuse(parsed);
        Terminal.Prepare();
        using var stop = new StopSignal();
        try
        {
            // Errors that a user can mend are caught here; the default handler would print a stack trace. Signals are ours, see StopSignal.
            var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return await parsed.InvokeAsync(configuration, stop.Token);
        }
        catch (Exception e) when (UserError.Explains(e))
        {
            await Console.Error.WriteLineAsync($"kchft: {e.Message}");
            return UserError.ExitCode;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("kchft: stopped.");
            return UserError.StoppedExitCode;
        }
    }
}
