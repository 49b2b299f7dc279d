using System.CommandLine;
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
                         kchft decode    one JSON event for every KuCoin frame on stdin

            Not affiliated with or endorsed by KuCoin; market data as recorded by third parties.
            Nothing here promises a return: figures are what this run gave on recorded data.
            """);
        root.Subcommands.Add(DemoVerb.Create());
        root.Subcommands.Add(ReplayVerb.Create());
        root.Subcommands.Add(DecodeVerb.Create());
        root.Subcommands.Add(ModelsVerb.Create());
        ParseResult parsed = root.Parse(args);
        try
        {
            // Errors that a user can mend are caught here; the default handler would print a stack trace.
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
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
