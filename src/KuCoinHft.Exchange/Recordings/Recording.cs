using KuCoinHft.Engine.Market;

namespace KuCoinHft.Exchange.Recordings;

/// <summary>What a recorded event is.</summary>
public enum RecordedKind
{
    /// <summary>A KuCoin WebSocket message.</summary>
    Frame,

    /// <summary>The body of a REST answer of <c>/api/v3/market/orderbook/level2</c>.</summary>
    Snapshot,
}

/// <summary>One recorded message.</summary>
/// <param name="ReceiveNs">When it was received, nanoseconds since the Unix epoch, offset of the recorder's clock removed.</param>
/// <param name="Kind">WebSocket message or REST body.</param>
/// <param name="Symbol">Snapshot: whose book it is. Frame: null.</param>
/// <param name="Json">UTF-8 JSON, KuCoin's form.</param>
public readonly record struct RecordedEvent(long ReceiveNs, RecordedKind Kind, string? Symbol, ReadOnlyMemory<byte> Json);

/// <summary>A recorded market as KuCoin frames, in order of receipt.</summary>
public abstract class Recording
{
    /// <summary>Name for reports: the catalogue's, or the file's.</summary>
    public abstract string Name { get; }

    /// <summary>The instruments that occur in it, ids 0..count-1.</summary>
    public abstract IReadOnlyList<Instrument> Instruments { get; }

    /// <summary>True where nobody saw the book, only what was traded: a queue position means nothing then, so a resting limit order fills only when the price trades through it.</summary>
    public virtual bool FillsOnTradeThroughOnly => false;

    /// <summary>Reads from the beginning; every call reads anew and gives the same events.</summary>
    public abstract IEnumerable<RecordedEvent> Read();
}
