using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Risk;

namespace KuCoinHft.Engine.Tests.Risk;

public sealed class PositionBookTests
{
    private static readonly InstrumentTable Instruments = new([RiskRig.Instrument(0), RiskRig.Instrument(1) with { PriceDecimals = 5, SizeDecimals = 1 }]);

    [Fact]
    public void A_round_trip_earns_the_difference_less_both_fees()
    {
        var positions = new PositionBook(Instruments, feeRateE6: 1000);

        // 2 at 100.00, out at 101.00: 2 earned, 0.200 and 0.202 paid.
        positions.OnFill(0, Side.Buy, 10_000, 20_000);
        positions.OnFill(0, Side.Sell, 10_100, 20_000);

        Assert.Equal((2 * Quote.One) - (402 * Quote.One / 1000), positions.ProfitQuote());
        Assert.Equal(402 * Quote.One / 1000, positions.FeesQuote);
        Assert.Equal((0L, 0L, 2L), (positions.Lots(0), positions.NotionalQuote(), positions.FillCount));
    }

    [Fact]
    public void A_fee_is_rounded_up_and_a_fill_of_dust_still_pays_one()
    {
        var positions = new PositionBook(Instruments, feeRateE6: 1);

        positions.OnFill(0, Side.Buy, 1, 1);

        Assert.Equal(1, positions.FeesQuote);
        Assert.Equal(-101, positions.ProfitQuote());
    }

    [Fact]
    public void A_short_earns_when_its_mark_falls()
    {
        var positions = new PositionBook(Instruments, feeRateE6: 0);
        positions.OnFill(0, Side.Sell, 10_000, 10_000);
        positions.Mark(0, 9_900);

        Assert.Equal(Quote.One, positions.ProfitQuote());
        Assert.Equal(99 * Quote.One, positions.NotionalQuote());
        positions.Mark(0, 10_200);
        Assert.Equal(-2 * Quote.One, positions.ProfitQuote());
    }

    [Fact]
    public void Sums_run_over_symbols_of_different_decimals_and_extremes_are_kept()
    {
        var positions = new PositionBook(Instruments, feeRateE6: 0);
        positions.OnFill(0, Side.Buy, 10_000, 10_000);
        positions.OnFill(1, Side.Sell, 200_000, 30);
        positions.OnFill(1, Side.Buy, 200_000, 50);
        positions.Mark(0, 10_000);
        positions.Mark(1, 200_000);

        Assert.Equal((100 + 4) * Quote.One, positions.NotionalQuote());
        PositionCounts counts = positions.Counts(1);
        Assert.Equal((1L, 1L, 20L, 30L), (counts.BuyFills, counts.SellFills, counts.LongLotsMax, counts.ShortLotsMax));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Profit_equals_a_decimal_ledger(int seed)
    {
        var random = new Random(seed);
        var positions = new PositionBook(Instruments, feeRateE6: 800);
        decimal cash = 0;
        decimal lots = 0;
        for (int i = 0; i < 2000; i++)
        {
            long price = random.NextInt64(1, 10_000_000);
            long size = random.NextInt64(1, 1_000_000);
            bool isBuy = random.Next(2) == 0;
            positions.OnFill(0, isBuy ? Side.Buy : Side.Sell, price, size);
            decimal funds = price / 100m * (size / 10_000m);
            // Price and size have six decimals together, so the funds are exact; the fee is rounded up to eight.
            cash += (isBuy ? -funds : funds) - (Math.Ceiling(funds * 0.0008m * Quote.One) / Quote.One);
            lots += (isBuy ? size : -size) / 10_000m;
        }

        positions.Mark(0, 12_345);
        Assert.Equal(cash + (lots * 123.45m), (decimal)positions.ProfitQuote() / Quote.One);
    }
}
