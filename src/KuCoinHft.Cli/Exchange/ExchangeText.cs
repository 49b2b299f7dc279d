using System.Globalization;

namespace KuCoinHft.Cli.Exchange;

/// <summary>What an exchange says to people.</summary>
internal static class ExchangeText
{
    private const int SymbolsShown = 12;

    public static void Write(ExchangeNotice notice, TextWriter output)
    {
        string played = string.Create(CultureInfo.InvariantCulture, $"{notice.EventsPlayed:N0} events played, market time {notice.MarketTime}");
        switch (notice)
        {
            case { Place: { } place }:
                Ready(place, notice.MarketTime, output);
                break;
            case { Event: "over" }:
                output.WriteLine($"The recording is over: {played}. The market stands still; orders are still taken. Ctrl-C stops.");
                break;
            default:
                output.WriteLine($"Stopped: {played}.");
                break;
        }
    }

    private static void Ready(ExchangePlace place, string marketTime, TextWriter output)
    {
        int more = place.Symbols.Count - SymbolsShown;
        output.WriteLine($"{place.Recording} from {marketTime} at {place.Speed.ToString(CultureInfo.InvariantCulture)}x, seed {place.Seed.ToString(CultureInfo.InvariantCulture)}: {string.Join(", ", place.Symbols.Take(SymbolsShown))}{(more > 0 ? $" and {more} more" : "")}");
        output.WriteLine($"REST     {place.Rest}");
        output.WriteLine($"feeds    as POST {place.Rest}/api/v1/bullet-public and bullet-private say");
        output.WriteLine($"trading  {place.Trade}");
        if (place.Certificate is not null)
            output.WriteLine($"trust    {place.Certificate}");
        foreach (ExchangeUser user in place.Accounts)
            output.WriteLine($"account  {user.Uid}: key {user.ApiKey}{(user.Secret is null ? "" : $", secret {user.Secret}, passphrase {user.Passphrase}")}");
        output.WriteLine("Ctrl-C stops.");
    }
}
