using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Recordings;

namespace KuCoinHft.Exchange.Tests.Books;

/// <summary>Plays the real KuCoin frames of 2021 and compares the books with hashes that were computed apart from this code.</summary>
public sealed class RecordedBookTests
{
    [Fact]
    public void The_books_of_2021_end_as_the_independent_replay_ended()
    {
        Recording recording = RecordingCatalog.Open(RecordingCatalog.KuCoin2021);
        byte[] expected = File.ReadAllBytes(Path.Combine(RecordingCatalog.DataFolder, RecordingCatalog.KuCoin2021, "expected.json"));
        JsonElement symbols = JsonDocument.Parse(expected).RootElement.GetProperty("symbols");
        var core = new ExchangeCore(recording.Instruments, new AccountOptions());
        foreach (RecordedEvent e in recording.Read())
            core.Feed(e);
        Assert.Equal(0, core.MalformedCount);
        int pushes = 0;
        while (core.TryTakePush(out _))
            pushes++;
        Assert.Equal(830 + 3853 + 18 + 6, pushes);
        Assert.Equal(9, symbols.EnumerateObject().Count());
        foreach (JsonProperty symbol in symbols.EnumerateObject())
            Assert.Equal(symbol.Value.GetProperty("final").GetProperty("bookSha256").GetString(), Hash(core.Snapshot(symbol.Name)!));
    }

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

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
