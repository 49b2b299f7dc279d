using KuCoinHft.Adapters.Metrics;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Telemetry;

namespace KuCoinHft.Adapters.Tests.Metrics;

public sealed class LogFormatterTests
{
    private const long Noon = 1769860800123456789;

    private static readonly InstrumentTable Instruments = new(
    [
        new Instrument { Id = 0, Symbol = "BTC-USDT", BaseCurrency = "BTC", QuoteCurrency = "USDT", PriceDecimals = 1, SizeDecimals = 8, IsMarginEnabled = true },
    ]);

    [Fact]
    public void A_record_is_one_line_with_time_worker_frame_code_symbol_and_named_arguments()
    {
        var ring = new LogRing("core-1");
        ring.Write(LogCode.SequenceGap, 4711, Noon, 0, 17, 19);
        ring.Write(LogCode.FrameBad, 4712, Noon + 1_000_000_011, -1, (long)BadReason.Truncated, 1, 300);
        ring.Write(LogCode.OrderSent, 4713, 0, 9, 21, (long)Side.Sell, 650_000, -12);

        Assert.Equal(
            [
                "2026-01-31T12:00:00.123456789Z core-1 n=4711 SequenceGap BTC-USDT wanted=17 received=19",
                "2026-01-31T12:00:01.123456800Z core-1 n=4712 FrameBad reason=Truncated source=1 bytes=300",
                "1970-01-01T00:00:00.000000000Z core-1 n=4713 OrderSent symbol-9 key=21 side=Sell priceTicks=650000 sizeLots=-12",
            ],
            Drained(new LogFormatter(Instruments, ring)));
    }

    [Fact]
    public void Dropped_records_are_told_once()
    {
        var ring = new LogRing("core-1", 2);
        var formatter = new LogFormatter(null, ring);
        for (int i = 0; i < 5; i++)
            ring.Write(LogCode.KillSwitch, i, 0, 0);

        List<string> lines = Drained(formatter);

        Assert.Equal(3, lines.Count);
        Assert.Equal("core-1 dropped 3 log records: the ring was full", lines[2]);
        Assert.Contains(" symbol-0 ", lines[0], StringComparison.Ordinal);
        Assert.Empty(Drained(formatter));
    }

    [Fact]
    public void Every_code_names_its_own_arguments()
    {
        foreach (LogCode code in Enum.GetValues<LogCode>())
            Assert.Equal(code == LogCode.None, LogFormatter.ArgumentNames(code)[0] == "a");
    }

    [Fact]
    public void Several_rings_are_drained_ring_after_ring()
    {
        var one = new LogRing("one");
        var two = new LogRing("two");
        two.Write(LogCode.KillSwitch, 1, 0);
        one.Write(LogCode.KillSwitch, 2, 0);
        var output = new StringWriter();

        Assert.Equal(2, new LogFormatter(Instruments, one, two).Drain(output));

        Assert.True(output.ToString().IndexOf("one n=2", StringComparison.Ordinal) < output.ToString().IndexOf("two n=1", StringComparison.Ordinal));
    }

    private static List<string> Drained(LogFormatter formatter)
    {
        var output = new StringWriter();
        int lines = formatter.Drain(output);
        List<string> result = [.. output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries)];
        Assert.Equal(lines, result.Count);
        return result;
    }
}
