using System.Text;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Orders;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Research.Backtest;

namespace KuCoinHft.Research.Tests.Backtest;

/// <summary>An exchange whose private messages get lost by seed, on either way; the last minutes are quiet, and nothing is lost in them.</summary>
internal sealed class LossyMarket(IVirtualMarket exchange, int seed) : IVirtualMarket
{
    private const int QuietSeconds = 400;
    private static readonly byte[] Pong = [.. """{"id":"1","type":"pong"}"""u8];
    private readonly Random _random = new(seed);
    private long _nowNs;
    private int _quiet;

    /// <summary>Pushes that ended an order and never came.</summary>
    public int LostEnds { get; private set; }

    public int LostMatches { get; private set; }

    public int LostAnswers { get; private set; }

    /// <summary>Orders that the gateway refused, and orders that it took and the network lost.</summary>
    public int UnsentOrders { get; private set; }

    public bool TryNext(out MarketMessage message)
    {
        while (exchange.TryNext(out message))
        {
            if (IsLost(in message))
                continue;
            // What the exchange answers in the quiet bears the recording's last moment.
            _nowNs = Math.Max(_nowNs, message.ReceiveNs);
            message = message with { ReceiveNs = _nowNs };
            return true;
        }

        // The books fall silent, so no order is sent any more; session time goes on.
        _nowNs += Nanos.PerSecond;
        message = new MarketMessage(_nowNs, FrameSource.Feed, -1, Pong);
        return _quiet++ < QuietSeconds;
    }

    public bool Send(in ActionRecord action, ReadOnlySpan<byte> message)
    {
        if (action.Kind != ActionKind.NewOrder || _quiet > 0 || _random.Next(8) > 0)
            return exchange.Send(in action, message);
        UnsentOrders++;
        return _random.Next(2) == 0;
    }

    private bool IsLost(in MarketMessage message)
    {
        if (_quiet > 0 || message.SnapshotOf >= 0)
            return false;
        bool isAnswer = message.Source != FrameSource.Feed;
        string text = isAnswer || message.Json.Length < 2048 ? Encoding.UTF8.GetString(message.Json.Span) : "";
        bool isEnd = text.Contains("\"type\":\"filled\"", StringComparison.Ordinal) || text.Contains("\"type\":\"canceled\"", StringComparison.Ordinal);
        bool isMatch = text.Contains("/spotMarket/tradeOrdersV2", StringComparison.Ordinal) && text.Contains("\"type\":\"match\"", StringComparison.Ordinal);
        if ((!isAnswer && !isEnd && !isMatch) || _random.Next(3) > 0)
            return false;
        LostEnds += isEnd ? 1 : 0;
        LostMatches += isMatch ? 1 : 0;
        LostAnswers += isAnswer ? 1 : 0;
        return true;
    }
}
