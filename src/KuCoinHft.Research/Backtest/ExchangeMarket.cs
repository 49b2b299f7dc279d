using KuCoinHft.Engine.Orders;
using KuCoinHft.Exchange.Memory;

namespace KuCoinHft.Research.Backtest;

/// <summary>The embedded exchange in memory as a market of a virtual session.</summary>
public sealed class ExchangeMarket(InMemoryExchange exchange) : IVirtualMarket
{
    public bool TryNext(out MarketMessage message)
    {
        bool isNext = exchange.TryNext(out ExchangeMessage next);
        message = new MarketMessage(next.ReceiveNs, next.Source, isNext && next.ClientOid is null ? next.SymbolId : -1, next.Json, next.ClientOid);
        return isNext;
    }

    public bool Send(in ActionRecord action, ReadOnlySpan<byte> message) => exchange.Send(in action, message);
}
