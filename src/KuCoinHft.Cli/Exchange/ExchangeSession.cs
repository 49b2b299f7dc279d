using System.Globalization;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Server;

namespace KuCoinHft.Cli.Exchange;

/// <summary>An exchange from its first word to its last: open, play, stand still after the recording, stop.</summary>
/// <param name="isMadeUp">Whether the account was made for this run, so that its secret has to be told.</param>
/// <param name="certificatePath">Where clients find the certificate; null without TLS.</param>
internal sealed class ExchangeSession(ExchangeOptions options, bool isMadeUp, string? certificatePath, long seed, bool isJson)
{
    /// <summary>Serves until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        await using var server = new ExchangeServer(options);
        await server.StartAsync(stop);
        Say(Ready(server));
        server.StartPlaying();
        try
        {
            await server.Completion.WaitAsync(stop);
            Say(Notice("over", server));
            await Task.Delay(Timeout.Infinite, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Being stopped is how an exchange ends.
            Say(Notice("stopped", server));
        }
    }

    private ExchangeNotice Ready(ExchangeServer server) => Notice("ready", server) with
    {
        Place = new ExchangePlace(
            server.RestAddress.ToString().TrimEnd('/'),
            server.TradeAddress.ToString(),
            server.Port,
            certificatePath,
            options.Recording.Name,
            [.. options.Recording.Instruments.Select(x => x.Symbol)],
            options.Speed,
            seed,
            [.. server.Accounts.Select((x, i) => User(x, options.Accounts[i]))]),
    };

    private ExchangeUser User(ExchangeAccount account, AccountOptions given) =>
        new(account.Uid, given.ApiKey, isMadeUp ? given.Secret : null, isMadeUp ? given.Passphrase : null);

    private static ExchangeNotice Notice(string what, ExchangeServer server)
    {
        PlayProgress progress = server.Progress;
        return new ExchangeNotice(what, progress.EventCount, DateTime.UnixEpoch.AddTicks(progress.MarketNs / 100).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
    }

    private void Say(ExchangeNotice notice)
    {
        if (isJson)
            Console.Out.WriteLine(notice.Json());
        else
            ExchangeText.Write(notice, Console.Out);

        // Whoever reads a pipe waits for it now.
        Console.Out.Flush();
    }
}
