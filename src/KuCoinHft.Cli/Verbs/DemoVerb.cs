using System.CommandLine;

namespace KuCoinHft.Cli.Verbs;

/// <summary><c>kchft demo</c>: engine and embedded exchange over loopback sockets.</summary>
internal static class DemoVerb
{
    public static Command Create() => SessionCommand.Create(
        "demo",
        """
        Trades a recorded market on the embedded exchange, over real loopback sockets, and ends with a table.

        Real frames travel socket -> ring -> decode -> book -> features -> ONNX inference -> agents -> risk -> order -> fill. The exchange plays the
        recording as KuCoin would, takes margin orders over the WebSocket trading API, fills them against the recorded book, borrows, charges
        interest and fees. Latency is measured, but engine and exchange share the process and the machine: it is "functional", not a benchmark.

          kchft demo                          BTC and ETH of 2024-08-08, the last 5 of 11 minutes at 10x
          kchft demo --open-after 0m          all of them; the agent that reads long windows holds first, and says so
          kchft demo --data kucoin-2021       KuCoin's own frames, nine books, one of them marginable
          kchft demo --placement two --json
          kchft demo --tls                    the same over encrypted sockets, with what that costs
        """,
        withFaults: false);
}
