using KuCoinHft.Engine.Market;

namespace KuCoinHft.Exchange.Matching;

/// <summary>Which orders or fills a query wants, and how many.</summary>
/// <remarks>A null or 0 stands for all. Times in milliseconds, both ends inclusive.</remarks>
internal sealed record OrderFilter
{
    public const int LimitMax = 100;

    public string? Symbol { get; init; }

    /// <summary>True for MARGIN_TRADE, false for TRADE.</summary>
    public bool? IsMargin { get; init; }

    public Side Side { get; init; }

    /// <summary>limit or market.</summary>
    public string? Type { get; init; }

    public string? OrderId { get; init; }

    public long StartMs { get; init; }

    public long EndMs { get; init; }

    /// <summary>Only what is older than this number; 0 begins with the newest.</summary>
    public long LastId { get; init; }

    /// <summary>At most <see cref="LimitMax"/>.</summary>
    public int Limit { get; init; } = 20;

    public bool Takes(Order order, long atNs, long id)
    {
        OrderTicket ticket = order.Ticket;
        long atMs = atNs / Nanos.PerMillisecond;
        return (string.IsNullOrEmpty(Symbol) || Symbol == ticket.Instrument.Symbol)
            && (IsMargin is null || IsMargin == ticket.IsMargin)
            && (Side == Side.None || Side == ticket.Side)
            && (string.IsNullOrEmpty(Type) || ticket.IsMarket == (Type == "market"))
            && (string.IsNullOrEmpty(OrderId) || OrderId == order.Id)
            && atMs >= StartMs && (EndMs == 0 || atMs <= EndMs)
            && (LastId == 0 || id < LastId);
    }
}
