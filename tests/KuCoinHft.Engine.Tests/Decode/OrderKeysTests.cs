using System.Text;
using KuCoinHft.Engine.Decode;

namespace KuCoinHft.Engine.Tests.Decode;

public sealed class OrderKeysTests
{
    [Theory]
    [InlineData(0u, 1L, "kh-00000000-0000000000000001")]
    [InlineData(42u, 123L, "kh-0000002a-000000000000007b")]
    [InlineData(uint.MaxValue, long.MaxValue, "kh-ffffffff-7fffffffffffffff")]
    public void A_key_is_written_and_read_back(uint session, long key, string text)
    {
        var keys = new OrderKeys(session);
        byte[] buffer = new byte[40];
        int length = keys.Write(key, buffer);
        Assert.Equal(OrderKeys.TextBytes, length);
        Assert.Equal(text, Encoding.ASCII.GetString(buffer, 0, length));
        Assert.Equal(key, keys.Parse(buffer.AsSpan(0, length)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("5c52e11203aa677f33e493fb")]
    [InlineData("kh-0000002b-000000000000007b")]
    [InlineData("kh-0000002a-000000000000007")]
    [InlineData("kh-0000002a-000000000000007b0")]
    [InlineData("kh-0000002a-000000000000007B")]
    [InlineData("kh-0000002A-000000000000007b")]
    [InlineData("kh-0000002a-00000000000000 7")]
    [InlineData("kh-0000002a-00000000000000-7")]
    [InlineData("kh-0000002a-000000000000000g")]
    [InlineData("kh-0000002a-0000000000000000")]
    [InlineData("kh-0000002a-8000000000000000")]
    [InlineData("kh-0000002a-ffffffffffffffff")]
    [InlineData("kh_0000002a-000000000000007b")]
    public void What_is_not_ours_has_key_0(string clientOid)
    {
        Assert.Equal(0, new OrderKeys(42).Parse(Encoding.UTF8.GetBytes(clientOid)));
    }

    [Fact]
    public void A_destination_that_is_too_short_gets_nothing()
    {
        Assert.Equal(0, new OrderKeys(1).Write(1, new byte[OrderKeys.TextBytes - 1]));
    }
}
