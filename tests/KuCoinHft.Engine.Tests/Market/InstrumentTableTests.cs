using System.Text;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Tests.Risk;

namespace KuCoinHft.Engine.Tests.Market;

public sealed class InstrumentTableTests
{
    [Fact]
    public void Every_symbol_is_found_by_its_bytes_and_no_other_is()
    {
        var table = new InstrumentTable([.. Enumerable.Range(0, Limits.SymbolsMax).Select(RiskRig.Instrument)]);

        Assert.Equal(Limits.SymbolsMax, table.Count);
        for (int id = 0; id < table.Count; id++)
        {
            Assert.Equal(id, table.Find(Encoding.UTF8.GetBytes(table[id].Symbol)));
            Assert.Equal(-1, table.Find(Encoding.UTF8.GetBytes(table[id].Symbol + "X")));
            Assert.Equal(-1, table.Find(Encoding.UTF8.GetBytes(table[id].Symbol[1..])));
        }

        Assert.Equal(-1, table.Find([]));
    }

    public static TheoryData<Instrument, string> Refused => new()
    {
        { Sample with { Id = 1 }, "has id 1" },
        { Sample with { Symbol = "" }, "no symbol" },
        { Sample with { Symbol = "BTC\"USDT" }, "no symbol" },
        { Sample with { Symbol = new string('A', Limits.SymbolBytesMax + 1) }, "no symbol" },
        { Sample with { PriceDecimals = -1 }, "decimals" },
        { Sample with { PriceDecimals = 19 }, "decimals" },
        { Sample with { SizeDecimals = -1 }, "decimals" },
        { Sample with { PriceDecimals = 14, SizeDecimals = 13 }, "decimals" },
        { Sample with { PriceIncrementTicks = 0 }, "increment" },
        { Sample with { SizeIncrementLots = 0 }, "increment" },
        { Sample with { SizeLotsMin = -1 }, "minimum" },
        { Sample with { FundsQuoteMin = -1 }, "minimum" },
    };

    private static Instrument Sample => RiskRig.Instrument(0);

    [Theory]
    [MemberData(nameof(Refused))]
    public void An_instrument_that_cannot_be_computed_with_is_refused_by_name(Instrument instrument, string why) =>
        Assert.Contains(why, Assert.Throws<ArgumentException>(() => new InstrumentTable([instrument])).Message, StringComparison.Ordinal);

    [Fact]
    public void The_edges_of_what_is_allowed_are_allowed()
    {
        var table = new InstrumentTable([Sample with { Symbol = new string('a', Limits.SymbolBytesMax), PriceDecimals = 18, SizeDecimals = 8, SizeLotsMin = 0 }]);
        Assert.Equal(1, table.Count);
    }

    [Fact]
    public void A_symbol_twice_none_at_all_and_too_many_are_refused()
    {
        Assert.Contains("twice", Refusal([Sample, Sample with { Id = 1 }]), StringComparison.Ordinal);
        Assert.Contains("not 0", Refusal([]), StringComparison.Ordinal);
        Assert.Contains($"not {Limits.SymbolsMax + 1}", Refusal([.. Enumerable.Range(0, Limits.SymbolsMax + 1).Select(RiskRig.Instrument)]), StringComparison.Ordinal);
    }

    private static string Refusal(Instrument[] instruments) => Assert.Throws<ArgumentException>(() => new InstrumentTable(instruments)).Message;
}
