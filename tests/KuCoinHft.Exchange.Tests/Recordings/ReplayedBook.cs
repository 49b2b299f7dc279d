using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace KuCoinHft.Exchange.Tests.Recordings;

/// <summary>The slow, obvious book: decimals in sorted dictionaries, following KuCoin's calibration to the letter.</summary>
internal sealed class ReplayedBook
{
    public SortedDictionary<decimal, decimal> Bids { get; } = new(Comparer<decimal>.Create((a, b) => b.CompareTo(a)));

    public SortedDictionary<decimal, decimal> Asks { get; } = [];

    public long Sequence { get; private set; }

    public long Gaps { get; private set; }

    public KeyValuePair<decimal, decimal> BestBid => Bids.First();

    public KeyValuePair<decimal, decimal> BestAsk => Asks.First();

    public bool IsCrossedOrLocked => Bids.Count > 0 && Asks.Count > 0 && BestBid.Key >= BestAsk.Key;

    public void Load(JsonElement snapshot)
    {
        Sequence = long.Parse(snapshot.GetProperty("sequence").GetString()!);
        foreach ((string name, SortedDictionary<decimal, decimal> side) in Sides("bids", "asks"))
        {
            side.Clear();
            foreach (JsonElement row in snapshot.GetProperty(name).EnumerateArray())
                side.Add(Number(row[0]), Number(row[1]));
        }
    }

    /// <summary>Applies a level 2 message; false where it is older than the book.</summary>
    public bool Apply(JsonElement update)
    {
        long first = update.GetProperty("sequenceStart").GetInt64();
        long last = update.GetProperty("sequenceEnd").GetInt64();
        if (last <= Sequence)
            return false;
        if (first > Sequence + 1)
            Gaps++;
        JsonElement changes = update.GetProperty("changes");
        foreach ((string name, SortedDictionary<decimal, decimal> side) in Sides("bids", "asks"))
        {
            foreach (JsonElement row in changes.GetProperty(name).EnumerateArray())
            {
                if (long.Parse(row[2].GetString()!) > Sequence)
                    Set(side, Number(row[0]), Number(row[1]));
            }
        }

        Sequence = last;
        return true;
    }

    public bool TopEquals(JsonElement ticker) =>
        BestBid.Key == Number(ticker.GetProperty("bestBid")) && BestBid.Value == Number(ticker.GetProperty("bestBidSize")) &&
        BestAsk.Key == Number(ticker.GetProperty("bestAsk")) && BestAsk.Value == Number(ticker.GetProperty("bestAskSize"));

    /// <summary>As expected.json says: prices and sizes line by line, best first.</summary>
    public string Sha256()
    {
        var text = new StringBuilder();
        foreach ((string name, SortedDictionary<decimal, decimal> side) in Sides("bids", "asks"))
        {
            text.Append(name).Append('\n');
            foreach ((decimal price, decimal size) in side)
                text.Append(Plain(price)).Append(' ').Append(Plain(size)).Append('\n');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    public static decimal Number(JsonElement text) => decimal.Parse(text.GetString()!, NumberStyles.AllowDecimalPoint);

    public static void Set(SortedDictionary<decimal, decimal> side, decimal price, decimal size)
    {
        if (price == 0)
            return;
        if (size == 0)
            side.Remove(price);
        else
            side[price] = size;
    }

    private static string Plain(decimal value) => value.ToString("0.################", CultureInfo.InvariantCulture);

    private (string Name, SortedDictionary<decimal, decimal> Side)[] Sides(string bids, string asks) => [(bids, Bids), (asks, Asks)];
}
