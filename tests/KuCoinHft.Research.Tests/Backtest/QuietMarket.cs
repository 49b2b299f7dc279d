using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Orders;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Research.Backtest;

namespace KuCoinHft.Research.Tests.Backtest;

/// <summary>A market that goes quiet after its recording: the books stand still, session time goes on, and questions are still answered.</summary>
internal sealed class QuietMarket(IVirtualMarket exchange) : IVirtualMarket
{
    private const int QuietSeconds = 400;
    private static readonly byte[] Pong = [.. """{"id":"1","type":"pong"}"""u8];
    private long _nowNs;
    private int _quiet;

    public bool TryNext(out MarketMessage message)
    {
        if (exchange.TryNext(out message))
        {
            // What the exchange answers in the quiet bears the recording's last moment.
            _nowNs = Math.Max(_nowNs, message.ReceiveNs);
            message = message with { ReceiveNs = _nowNs };
            return true;
        }

        _nowNs += Nanos.PerSecond;
        message = new MarketMessage(_nowNs, FrameSource.Feed, -1, Pong);
        return _quiet++ < QuietSeconds;
    }

    public bool Send(in ActionRecord action, ReadOnlySpan<byte> message) => exchange.Send(in action, message);
}
