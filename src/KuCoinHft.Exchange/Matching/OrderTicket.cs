using KuCoinHft.Engine.Market;

namespace KuCoinHft.Exchange.Matching;

/// <summary>When an order's remainder ends.</summary>
internal enum OrderLife
{
    /// <summary>Rests until filled or cancelled.</summary>
    Gtc,

    /// <summary>Rests, but no longer than <see cref="OrderTicket.CancelAfterSeconds"/>.</summary>
    Gtt,

    /// <summary>What cannot trade at once is cancelled.</summary>
    Ioc,

    /// <summary>All at once or nothing.</summary>
    Fok,
}

/// <summary>What happens to an order that would trade with another of its own account.</summary>
internal enum SelfTrade
{
    /// <summary>It trades.</summary>
    Allowed,

    /// <summary>DC: both become smaller by the smaller one's rest, which ends it.</summary>
    DecreaseAndCancel,

    /// <summary>CO: the resting one is cancelled.</summary>
    CancelOld,

    /// <summary>CN: the new one is cancelled.</summary>
    CancelNew,

    /// <summary>CB: both are cancelled.</summary>
    CancelBoth,
}

/// <summary>Whether others see an order.</summary>
internal enum Display
{
    Full,

    /// <summary>Only <see cref="OrderTicket.VisibleLots"/> of it at a time.</summary>
    Iceberg,

    Hidden,
}

/// <summary>When a stop order is set off.</summary>
internal enum StopKind
{
    None,

    /// <summary>Last trade price at or below the stop price.</summary>
    Loss,

    /// <summary>Last trade price at or above the stop price.</summary>
    Entry,
}

/// <summary>What a client asked for, checked: every field is within the instrument's rules.</summary>
internal sealed record OrderTicket
{
    public required string ClientOid { get; init; }

    public required Instrument Instrument { get; init; }

    public required Side Side { get; init; }

    /// <summary>0 for a market order.</summary>
    public required long PriceTicks { get; init; }

    /// <summary>0 for a market order by funds.</summary>
    public required long SizeLots { get; init; }

    /// <summary>What a market order may spend, or wants to get, in 10^-8 quote before fees; 0 for an order by size.</summary>
    public long FundsQuote { get; init; }

    public required OrderLife Life { get; init; }

    /// <summary>Of <see cref="OrderLife.Gtt"/>; 0 otherwise.</summary>
    public long CancelAfterSeconds { get; init; }

    public bool IsPostOnly { get; init; }

    public Display Display { get; init; }

    /// <summary>Iceberg: what is shown at a time.</summary>
    public long VisibleLots { get; init; }

    public SelfTrade SelfTrade { get; init; }

    public bool AutoBorrow { get; init; }

    public bool AutoRepay { get; init; }

    public string? Remark { get; init; }

    public string? Tags { get; init; }

    /// <summary>False for <c>TRADE</c>, true for <c>MARGIN_TRADE</c>.</summary>
    public bool IsMargin { get; init; } = true;

    /// <summary>What set the order off, if it was a stop order.</summary>
    public StopKind Stop { get; init; }

    public long StopTicks { get; init; }

    /// <summary>The OCO order that it is a leg of.</summary>
    public OcoOrder? Oco { get; init; }

    public bool IsMarket => PriceTicks == 0;

    public bool IsByFunds => FundsQuote > 0;

    /// <summary>True when what is left of it goes into the book.</summary>
    public bool MayRest => Life is OrderLife.Gtc or OrderLife.Gtt;
}
