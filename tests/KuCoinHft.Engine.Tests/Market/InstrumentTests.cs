using System.Numerics;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Tests.Risk;

namespace KuCoinHft.Engine.Tests.Market;

public sealed class InstrumentTests
{
    public static TheoryData<int, int> Decimals => new() { { 0, 0 }, { 2, 3 }, { 2, 4 }, { 1, 8 }, { 4, 4 }, { 10, 8 }, { 18, 8 }, { 8, 18 } };

    [Theory]
    [MemberData(nameof(Decimals))]
    public void Funds_equal_exact_arithmetic_and_saturate(int priceDecimals, int sizeDecimals)
    {
        Instrument instrument = RiskRig.Instrument(0) with { PriceDecimals = priceDecimals, SizeDecimals = sizeDecimals };
        var random = new Random((priceDecimals * 100) + sizeDecimals);
        for (int i = 0; i < 5000; i++)
        {
            long price = i == 0 ? long.MaxValue : random.NextInt64() >> random.Next(63);
            long lots = i == 0 ? long.MaxValue : (random.NextInt64() >> random.Next(63)) * (random.Next(2) == 0 ? 1 : -1);
            BigInteger exact = BigInteger.Divide(BigInteger.Pow(10, 8) * price * lots, BigInteger.Pow(10, priceDecimals + sizeDecimals));
            BigInteger expected = BigInteger.Max(BigInteger.Min(exact, Instrument.QuantityMax), -Instrument.QuantityMax);

            Assert.Equal(expected, instrument.FundsQuote(price, lots));
        }
    }

    [Theory]
    [MemberData(nameof(Decimals))]
    public void The_lots_for_funds_are_the_largest_on_the_increment_that_do_not_exceed_them(int priceDecimals, int sizeDecimals)
    {
        Instrument instrument = RiskRig.Instrument(0) with { PriceDecimals = priceDecimals, SizeDecimals = sizeDecimals, SizeIncrementLots = 3 };
        var random = new Random((priceDecimals * 100) + sizeDecimals);
        BigInteger unit = BigInteger.Pow(10, priceDecimals + sizeDecimals);
        for (int i = 0; i < 5000; i++)
        {
            long funds = random.NextInt64() >> random.Next(63);
            long price = Math.Max(1, random.NextInt64() >> random.Next(63));

            long lots = instrument.LotsFor(funds, price);

            Assert.Equal(0, lots % 3);
            Assert.InRange(lots, 0, Instrument.QuantityMax);
            Assert.True(BigInteger.Pow(10, 8) * price * lots <= funds * unit);
            Assert.True(lots >= Instrument.QuantityMax - 3 || IsTooMuch(lots + 3), $"{lots} lots for {funds} at {price}");

            bool IsTooMuch(long more) => priceDecimals + sizeDecimals >= 8
                ? BigInteger.Pow(10, 8) * price * more > funds * unit
                : new BigInteger(price) * more > funds / BigInteger.Pow(10, 8 - priceDecimals - sizeDecimals);
        }
    }

    [Fact]
    public void Units_are_powers_of_ten()
    {
        Instrument instrument = RiskRig.Instrument(0);

        Assert.Equal((100.0, 10_000.0), (instrument.TicksPerUnit, instrument.LotsPerUnit));
        for (int exponent = 0; exponent <= PowersOfTen.ExponentMax; exponent++)
        {
            Assert.Equal(BigInteger.Pow(10, exponent), PowersOfTen.Long(exponent));
            Assert.Equal((double)PowersOfTen.Long(exponent), PowersOfTen.Double(exponent));
        }

        Assert.True(BigInteger.Pow(10, PowersOfTen.ExponentMax + 1) > long.MaxValue);
    }
}
