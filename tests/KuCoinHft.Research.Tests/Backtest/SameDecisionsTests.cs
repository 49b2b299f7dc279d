using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;
using KuCoinHft.Exchange.Recordings;
using KuCoinHft.Exchange.Server;
using KuCoinHft.Research.Backtest;

namespace KuCoinHft.Research.Tests.Backtest;

/// <summary>What carries the bytes does not matter: memory, TCP and TLS give the same decisions and orders.</summary>
public sealed partial class SameDecisionsTests
{
    [Theory]
    [InlineData(RecordingCatalog.KuCoin2021, 3_000, 0)]
    [InlineData(RecordingCatalog.Binance2024, 12_000, 10)]
    public async Task Memory_TCP_and_TLS_give_the_same_decisions_and_orders(string name, long messages, int ordersMin)
    {
        using X509Certificate2 certificate = LocalCertificate.Create();
        await using SteppedSession memory = Run(name, messages, isWired: false, null);
        await using SteppedSession tcp = Run(name, messages, isWired: true, null);
        await using SteppedSession tls = Run(name, messages, isWired: true, certificate);

        Assert.True(memory.DecisionCount > 500, $"{memory.DecisionCount} decisions");
        Assert.InRange(memory.Actions.Count, ordersMin, int.MaxValue);
        foreach (SteppedSession wired in (SteppedSession[])[tcp, tls])
        {
            Assert.Equal(memory.Counts, wired.Counts);
            Assert.Equal(memory.Actions, wired.Actions);
            Assert.Equal(memory.DecisionHash, wired.DecisionHash);
        }

        Assert.Equal((null, null), (tcp.Wire!.FeedMeter.Protocol, tcp.Wire.TradeMeter.Protocol));
        Assert.StartsWith("Tls13", tls.Wire!.FeedMeter.Protocol, StringComparison.Ordinal);
        Assert.StartsWith("Tls13", tls.Wire.TradeMeter.Protocol, StringComparison.Ordinal);
        Assert.Equal(tcp.Wire.FeedMeter.PlainBytesReceived, tls.Wire.FeedMeter.PlainBytesReceived);
        TestContext.Current.TestOutputHelper!.WriteLine($"{name}: {memory.DecisionCount} decisions, {memory.Actions.Count} orders and cancels; feed bytes {tls.Wire.FeedMeter.PlainBytesReceived} plain, {tls.Wire.FeedMeter.WireBytesReceived} in TLS.");
    }

    [Fact]
    public async Task One_changed_frame_changes_the_decisions()
    {
        await using SteppedSession good = Run(RecordingCatalog.KuCoin2021, 2_000, isWired: true, null);
        await using SteppedSession changed = Run(RecordingCatalog.KuCoin2021, 2_000, isWired: true, null, changeAfter: 1_000);

        Assert.NotEqual(good.DecisionHash, changed.DecisionHash);
    }

    private static SteppedSession Run(string name, long messages, bool isWired, X509Certificate2? certificate, long changeAfter = long.MaxValue)
    {
        bool isChanged = false;
        using EngineModels models = Shipped.Models();
        Recording recording = name == RecordingCatalog.KuCoin2021 ? Shipped.KuCoin : Shipped.Binance;
        var session = new SteppedSession(recording, models, JournaledSession.Lively, isWired, certificate)
        {
            // One increment says another sequence than its own: the book has a gap there.
            Tamper = (i, json) =>
            {
                if (isChanged || i < changeAfter || json.Span.IndexOf("trade.l2update"u8) < 0)
                    return json;
                isChanged = true;
                return Encoding.UTF8.GetBytes(Sequence().Replace(Encoding.UTF8.GetString(json.Span), match => match.Groups[1].Value + (long.Parse(match.Groups[2].Value) + 1000)));
            },
        };
        session.Run(messages);
        Assert.Equal(changeAfter != long.MaxValue, isChanged);
        return session;
    }

    [GeneratedRegex("""("sequence(?:Start|End)":)(\d+)""")]
    private static partial Regex Sequence();
}
