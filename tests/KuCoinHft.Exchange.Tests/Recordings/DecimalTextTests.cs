using System.Text;
using KuCoinHft.Exchange.Recordings;

namespace KuCoinHft.Exchange.Tests.Recordings;

public sealed class DecimalTextTests
{
    [Theory]
    [InlineData(0, 8, "0")]
    [InlineData(1, 8, "0.00000001")]
    [InlineData(100_000_000, 8, "1")]
    [InlineData(6_183_763_000_000, 8, "61837.63")]
    [InlineData(1_000_000_000, 8, "10")]
    [InlineData(5, 0, "5")]
    [InlineData(9_223_372_036_854_775_807, 8, "92233720368.54775807")]
    public void Numbers_are_written_without_trailing_zeros(long value, int decimals, string text)
    {
        Span<byte> bytes = stackalloc byte[32];
        Assert.Equal(text, Encoding.ASCII.GetString(bytes[..DecimalText.Write(bytes, value, decimals)]));
        Assert.True(DecimalText.TryParse(Encoding.ASCII.GetBytes(text), decimals, out long back));
        Assert.Equal(value, back);
    }

    [Theory]
    [InlineData("61837.63000000", 2, 6_183_763)]
    [InlineData("7", 2, 700)]
    [InlineData(".5", 1, 5)]
    public void Trailing_zeros_are_read_over(string text, int decimals, long value)
    {
        Assert.True(DecimalText.TryParse(Encoding.ASCII.GetBytes(text), decimals, out long parsed));
        Assert.Equal(value, parsed);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("-1")]
    [InlineData("1e5")]
    [InlineData("1.2.3")]
    [InlineData("0.001")]
    [InlineData("92233720368547758.08")]
    public void Anything_else_is_refused(string text) => Assert.False(DecimalText.TryParse(Encoding.ASCII.GetBytes(text), 2, out _));

    [Theory]
    [InlineData("10", 0)]
    [InlineData("10.00", 0)]
    [InlineData("0.0010", 3)]
    [InlineData("1e-5", 0)]
    public void Places_count_up_to_the_last_digit_that_is_not_zero(string text, int places) => Assert.Equal(places, DecimalText.Places(Encoding.ASCII.GetBytes(text)));
}
