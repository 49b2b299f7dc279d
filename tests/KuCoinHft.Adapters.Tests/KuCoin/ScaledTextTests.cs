using KuCoinHft.Adapters.KuCoin;

namespace KuCoinHft.Adapters.Tests.KuCoin;

public sealed class ScaledTextTests
{
    [Theory]
    [InlineData("0.1", 1)]
    [InlineData("0.10", 1)]
    [InlineData("0.00000001", 8)]
    [InlineData("1", 0)]
    [InlineData("10", 0)]
    [InlineData("0.05", 2)]
    public void Decimals_are_those_that_the_value_needs(string text, int decimals) => Assert.Equal(decimals, ScaledText.Decimals(text));

    [Theory]
    [InlineData("0.1", 8, 10_000_000)]
    [InlineData("10", 2, 1000)]
    [InlineData("0.05", 2, 5)]
    [InlineData("0.00001", 8, 1000)]
    [InlineData("99999999999", 0, 99999999999)]
    [InlineData("0.015", 2, 2)]
    [InlineData("0.0100", 2, 1)]
    [InlineData("1E-8", 8, 1)]
    [InlineData("0", 8, 0)]
    public void Units_are_exact_and_rounded_up(string text, int decimals, long units) => Assert.Equal(units, ScaledText.Units(text, decimals));

    [Theory]
    [InlineData("")]
    [InlineData(".5")]
    [InlineData("-1")]
    [InlineData("1.2.3")]
    [InlineData("1,5")]
    [InlineData("99999999999999999999")]
    public void What_is_no_decimal_or_does_not_fit_is_refused(string text) => Assert.Throws<FormatException>(() => ScaledText.Units(text, 4));
}
