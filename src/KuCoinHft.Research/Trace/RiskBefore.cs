using KuCoinHft.Engine.Risk;

namespace KuCoinHft.Research.Trace;

/// <summary>What the risk gate stood at before a decision frame; the frame itself, a timer, changes none of it before the decision.</summary>
/// <remarks>Units: lots, 10^-8 quote, nanoseconds of session time.</remarks>
public sealed record RiskBefore
{
    /// <summary>Takes it from a gate that is at rest.</summary>
    /// <param name="nowNs">Receive time of the decision frame.</param>
    public RiskBefore(RiskHandler gate, int symbolId, long nowNs)
    {
        BookNs = gate.BookNsOf(symbolId);
        OpenOrder = gate.OpenOrderOf(symbolId);
        PositionLots = gate.Positions.Lots(symbolId);
        MarkTicks = gate.Positions.MarkTicks(symbolId);
        ProfitQuote = gate.Positions.ProfitQuote();
        NotionalQuote = gate.Positions.NotionalQuote();
        OpenQuote = gate.OpenQuote(out int openCount);
        OpenCount = openCount;
        OrdersInSecond = gate.OrdersInSecondBefore(nowNs);
        NowNs = nowNs;
    }

    /// <summary>When the book's own feed last spoke.</summary>
    public long BookNs { get; }

    /// <summary>Key of the symbol's open order, 0 for none.</summary>
    public long OpenOrder { get; }

    public long PositionLots { get; }

    public long MarkTicks { get; }

    public long ProfitQuote { get; }

    public long NotionalQuote { get; }

    /// <summary>What the open orders may still add.</summary>
    public long OpenQuote { get; }

    public int OpenCount { get; }

    public int OrdersInSecond { get; }

    public long NowNs { get; }
}
