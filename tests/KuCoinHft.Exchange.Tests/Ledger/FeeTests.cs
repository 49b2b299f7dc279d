using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Matching;

namespace KuCoinHft.Exchange.Tests.Ledger;

public sealed class FeeTests
{
    [Theory]
    [InlineData(0, 1, 1.0, 0.001, 0.001)]
    [InlineData(0, 2, 1.0, 0.002, 0.002)]
    [InlineData(0, 3, 1.0, 0.003, 0.003)]
    [InlineData(3, 1, 1.0, 0.00075, 0.0009)]
    [InlineData(7, 2, 1.0, 0.0003, 0.00084)]
    [InlineData(9, 3, 1.0, 0, 0.0012)]
    [InlineData(11, 1, 1.0, -0.00003, 0.00025)]
    [InlineData(12, 3, 1.0, -0.00005, 0.00075)]
    [InlineData(1, 1, 0.8, 0.00076, 0.0008)]
    public void Fees_go_by_VIP_level_class_and_coefficient(int vip, int category, double coefficient, double maker, double taker)
    {
        FeeRates fees = FeeRates.Of(vip, new SymbolRules { FeeCategory = category, MakerCoefficient = (decimal)coefficient, TakerCoefficient = (decimal)coefficient });
        Assert.Equal(((decimal)maker, (decimal)taker), (fees.Maker.Value, fees.Taker.Value));
    }

    [Theory]
    [InlineData(13, 1)]
    [InlineData(-1, 1)]
    [InlineData(0, 0)]
    [InlineData(0, 4)]
    public void There_is_no_other_level_or_class(int vip, int category) =>
        Assert.Throws<ArgumentException>(() => FeeRates.Of(vip, new SymbolRules { FeeCategory = category }));

    [Fact]
    public void A_negative_maker_fee_is_paid_to_the_account_rounded_down()
    {
        Desk desk = Desk.Open(Desk.With(("USDT", 1000m), ("BTC", 1m)) with { VipLevel = 12 });
        desk.Order("\"side\":\"buy\",\"price\":\"98.7\",\"size\":\"0.33333333\"");
        Assert.Equal("967.09177532+32.90822468 owes 0+0", desk.Coins("USDT"));
        desk.Play(tape => tape.Trade("sell", "98.6", "5"));

        // 98.7 x 0.33333333 = 32.899999671; rebate 0.0016449999, which is paid in whole units.
        Assert.Equal("967.10164532+0 owes 0+0", desk.Coins("USDT"));
        Assert.Equal((-164499L, -164499L), (desk.Core.Ledger["USDT"].House.FeeUnits, desk.Core.Statement().FeesQuote));
        desk.Order("\"side\":\"sell\",\"price\":\"102.5\",\"size\":\"1\"");
        desk.Play(tape => tape.Trade("buy", "102.6", "5"));
        Assert.Equal(-164499L - 512500, desk.Core.Ledger["USDT"].House.FeeUnits);
    }

    [Theory]
    [InlineData(-15, -1)]
    [InlineData(-10, -1)]
    [InlineData(-9, 0)]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(10, 1)]
    [InlineData(11, 2)]
    public void A_charge_is_rounded_up_whatever_its_sign(int tenths, long units) =>
        Assert.Equal(units, Rate.Ceiling((Int128)tenths * 100_000_000_000));

    [Fact]
    public void A_spot_order_pays_from_the_trade_wallet_and_never_borrows()
    {
        Desk desk = Desk.Open(Desk.With(("USDT", 1000m)) with { InitialTradeBalances = new Dictionary<string, decimal> { ["USDT"] = 100 } });
        Assert.Equal("126013", Spot(desk, 1_00000000, autoBorrow: true)!.Code);
        Assert.Null(Spot(desk, 50000000, autoBorrow: false));
        ExchangeAccount account = desk.Core.Account;
        Assert.Equal("1000+0 owes 0+0", desk.Coins("USDT"));
        Assert.Equal((49_44950000L, 50000000L), (account.Trade["USDT"].TotalUnits, account.Trade["BTC"].TotalUnits));
        desk.Play(tape => tape.Bid("97", "1"));
        Assert.Contains("trade_hf.setted", desk.Balances.Select(x => Desk.Text(x, "relationEvent")));
    }

    private static Refusal? Spot(Desk desk, long lots, bool autoBorrow) => desk.Core.Matcher.Place(
        desk.Core.Account,
        new OrderTicket { ClientOid = $"s-{lots}", Instrument = desk.Core.Instruments[0], Side = Side.Buy, PriceTicks = 1010, SizeLots = lots, Life = OrderLife.Gtc, IsPostOnly = false, AutoBorrow = autoBorrow, AutoRepay = false, IsMargin = false },
        desk.Core.NowNs,
        out _,
        out _);
}
