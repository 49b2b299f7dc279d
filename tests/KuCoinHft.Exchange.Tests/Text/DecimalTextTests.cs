using System.Text;
using KuCoinHft.Exchange.Text;

namespace KuCoinHft.Exchange.Tests.Text;

public sealed class DecimalTextTests
{
    [Theory]
    [InlineData("1", 2, 100)]
    [InlineData("1.5", 2, 150)]
    [InlineData("0.01", 2, 1)]
    [InlineData("1.500000", 2, 150)]
    [InlineData("7", 2, 700)]
    [InlineData(".5", 1, 5)]
    [InlineData("1E-2", 2, 1)]
    [InlineData("0", 8, 0)]
    [InlineData("92233720368.54775807", 8, long.MaxValue)]
    public void A_decimal_is_read_as_an_integer(string text, int decimals, long value)
    {
        Assert.True(DecimalText.TryParse(Encoding.UTF8.GetBytes(text), decimals, out long read));
        Assert.Equal(value, read);
    }

    [Theory]
    [InlineData("", 2)]
    [InlineData(".", 2)]
    [InlineData("-1", 2)]
    [InlineData("1.001", 2)]
    [InlineData("1.2.3", 2)]
    [InlineData("1e", 2)]
    [InlineData("NaN", 2)]
    [InlineData("92233720368.54775808", 8)]
    [InlineData("99999999999", 8)]
    public void What_does_not_fit_is_refused(string text, int decimals) => Assert.False(DecimalText.TryParse(Encoding.UTF8.GetBytes(text), decimals, out _));

    [Theory]
    [InlineData("10", 0)]
    [InlineData("10.00", 0)]
    [InlineData("0.0010", 3)]
    [InlineData("1e-5", 0)]
    public void Places_count_up_to_the_last_digit_that_is_not_zero(string text, int places) => Assert.Equal(places, DecimalText.Places(Encoding.UTF8.GetBytes(text)));
}
