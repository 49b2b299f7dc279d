using System.Text;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Recordings;

namespace KuCoinHft.Exchange.Tests.Books;

public sealed class MarketBookTests
{
    [Fact]
    public void Public_frames_pass_unchanged_and_control_frames_do_not_pass()
    {
        Desk desk = new Desk().Play(tape => tape
            .Frame("""{"id":"1","type":"welcome"}""")
            .Frame("""{"id":"2","type":"ack"}""")
            .Frame("""{"type":"message","topic":"/account/balance","subject":"account.balance","channelType":"private","data":{}}""")
            .Frame("""{"data":{"sequence":"1"},"subject":"trade.ticker","topic":"/market/ticker:SNX-BTC","type":"message"}""")
            .Trade("buy", "101", "1"));
        Assert.Equal(2, desk.Public.Count);
        Assert.Equal("""{"data":{"sequence":"1"},"subject":"trade.ticker","topic":"/market/ticker:SNX-BTC","type":"message"}""", desk.Public[0]);
    }

    [Fact]
    public void Increments_before_the_snapshot_count_only_as_far_as_they_are_newer()
    {
        // The snapshot holds 101, which the increment brought: it is in it or gone again.
        Desk desk = new Desk().Play(x => x.Bid("97", "7").Book("99 1", "101 1").Bid("96", "6"));
        Assert.Contains("\"bids\":[[\"99\",\"1\"],[\"96\",\"6\"]]", Snapshot(desk), StringComparison.Ordinal);

        // The increment of sequence 101 waits; the snapshot holds 100; the increment is applied behind it.
        Desk early = new Desk().Play(x => x.Bid("97", "7").Gap(-1).Book("99 1", "101 1"));
        Assert.Contains("\"sequence\":\"101\"", Snapshot(early), StringComparison.Ordinal);
        Assert.Contains("[\"97\",\"7\"]", Snapshot(early), StringComparison.Ordinal);
    }

    [Fact]
    public void A_gap_does_not_stop_the_book()
    {
        Desk desk = Desk.Open().Play(tape => tape.Gap(5).Bid("97", "7"));
        Assert.Contains("\"sequence\":\"106\"", Snapshot(desk), StringComparison.Ordinal);
        Assert.Contains("[\"97\",\"7\"]", Snapshot(desk), StringComparison.Ordinal);
    }

    [Fact]
    public void A_change_of_price_zero_only_advances_the_sequence()
    {
        Desk desk = Desk.Open();
        string before = Snapshot(desk);
        desk.Play(tape => tape.Ask("0", "0"));
        Assert.Equal(before.Replace("\"100\"", "\"101\"", StringComparison.Ordinal), Snapshot(desk));
    }

    [Fact]
    public void A_frame_with_unreadable_data_passes_and_is_counted()
    {
        Desk desk = Desk.Open().Play(tape => tape.Bid("98.55", "1").Frame("{\"type\":").Frame("[]"));
        Assert.Equal(3, desk.Core.MalformedCount);
        Assert.Single(desk.Public);
        Assert.DoesNotContain("98.55", Snapshot(desk), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "no sequence")]
    [InlineData("{\"data\":{\"sequence\":\"1\",\"bids\":[[\"1.55\",\"1\"]]}}", "ticks of 10^-1")]
    [InlineData("{\"data\":{\"sequence\":\"1\",\"bids\":[[", "cannot be read")]
    public void An_unreadable_snapshot_names_the_symbol_and_the_reason(string body, string reason)
    {
        var core = new ExchangeCore(new Tape().Instruments, new AccountOptions());
        var e = Assert.Throws<InvalidDataException>(() => core.Feed(new RecordedEvent(1, RecordedKind.Snapshot, Tape.Btc, Encoding.UTF8.GetBytes(body))));
        Assert.Contains(Tape.Btc, e.Message, StringComparison.Ordinal);
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_size_finer_than_a_lot_is_cut()
    {
        Desk desk = new Desk().Play(tape => tape.Book("99 0.00019434546, 98 0.000000001", "101 1").Bid("97", "1.999999999"));
        Assert.Contains("\"bids\":[[\"99\",\"0.00019434\"],[\"97\",\"1.99999999\"]]", Snapshot(desk), StringComparison.Ordinal);
        Assert.Equal(0, desk.Core.MalformedCount);
    }

    [Fact]
    public void A_random_book_equals_a_sorted_dictionary()
    {
        const int seed = 4711;
        var random = new Random(seed);
        var expected = new SortedDictionary<int, int>();
        Desk desk = new Desk().Play(tape => tape.Book("", "1000 1"));
        desk.Play(tape =>
        {
            for (int i = 0; i < 5000; i++)
            {
                (int price, int size) = (random.Next(1, 600), random.Next(0, 4));
                tape.Bid(price.ToString(), size.ToString());
                if (size == 0)
                    expected.Remove(price);
                else
                    expected[price] = size;
            }
        });
        string bids = string.Join(',', expected.Reverse().Select(x => $"[\"{x.Key}\",\"{x.Value}\"]"));
        Assert.Contains($"\"bids\":[{bids}]", Snapshot(desk), StringComparison.Ordinal);
    }

    private static string Snapshot(Desk desk) => Encoding.UTF8.GetString(desk.Core.Snapshot(Tape.Btc)!);
}
