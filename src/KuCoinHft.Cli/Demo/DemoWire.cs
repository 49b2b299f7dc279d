using KuCoinHft.Adapters.KuCoin;
using KuCoinHft.Research.Report;

namespace KuCoinHft.Cli.Demo;

/// <summary>A connection's meter for the report.</summary>
internal static class DemoWire
{
    public static WireReport Report(string connection, WireMeter meter) => new()
    {
        Connection = connection,
        Protocol = meter.Protocol,
        BytesReceived = meter.PlainBytesReceived,
        WireBytesReceived = meter.WireBytesReceived,
        BytesSent = meter.PlainBytesSent,
        WireBytesSent = meter.WireBytesSent,
        DecryptMs = Milliseconds(meter.DecryptNs),
        EncryptMs = Milliseconds(meter.EncryptNs),
        WaitMs = Milliseconds(meter.WaitNs),
        DecryptNs = meter.Protocol is null ? null : DemoReportBuilder.Latency(meter.Decrypt),
        EncryptNs = meter.Protocol is null ? null : DemoReportBuilder.Latency(meter.Encrypt),
        DecryptBytesAllocated = meter.DecryptBytesAllocated,
    };

    private static double Milliseconds(long ns) => Math.Round(ns / 1e6, 3);
}
