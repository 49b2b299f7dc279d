using System.CommandLine;

namespace KuCoinHft.Cli.Verbs;

/// <summary><c>kchft test</c>: the same session as a demo, with what can go wrong at an exchange.</summary>
internal static class TestVerb
{
    public static Command Create() => SessionCommand.Create(
        "test",
        """
        Trades a recorded market as kchft demo does, while answers, pushes and connections come to harm by a table, and compares with the ledger.

        The exchange's ledger knows what really happened. The report says how often each fault struck, and for every pair whether the engine's position
        agrees with the ledger, differs, or is unknown to the engine, which then has an order open whose end it has not heard of.
        Where a connection breaks for good the session ends there: the report is printed, the reason goes to stderr, and the exit code is 2.

        A table: {"faults":[{"name":"answerLost","probability":0.05},{"name":"silentSocket","atSeconds":60,"forSeconds":5,"socket":"feed"}]}
        Single messages, with probability or atSeconds, and times at most: answerLost, answerError (code), fillDuplicated, fillBeforeAck (delayMs),
          fillDropped, cancelFillRace (delayMs), pushWithoutOrderId, marketFundsCanceled, sequenceGap, staleSnapshot, slowDrip (bytes, delayMs).
        For a while, with atSeconds and forSeconds: rateLimitStorm, silentSocket (socket: feed, trade, both), halfOpen (socket), clockSkew (skewMs),
          restart. At a time: tokenExpiry. Seconds are of market time, from the opening.

          kchft test
          kchft test --faults table.json --seed 7 --json
        """,
        withFaults: true);
}
