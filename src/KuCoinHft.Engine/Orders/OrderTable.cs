using KuCoinHft.Engine.Market;

namespace KuCoinHft.Engine.Orders;

/// <summary>Where an order stands.</summary>
public enum OrderState : byte
{
    None,

    /// <summary>Handed to Send; the exchange has not spoken.</summary>
    Sent,

    /// <summary>The trading API answered with success, or the feed said received.</summary>
    Acked,

    /// <summary>Rests in the book.</summary>
    Open,
}

/// <summary>One order that is not terminal.</summary>
public struct OpenOrder
{
    public long Key;
    public long SizeLots;
    public long FilledLots;
    public long SentNs;

    /// <summary>When a cancel was last sent, 0 for never.</summary>
    public long CancelNs;

    /// <summary>When the exchange last spoke of it or was last asked about it, at first when it was sent.</summary>
    public long QuietSinceNs;

    /// <summary>Questions since the exchange last spoke of it.</summary>
    public int Requests;

    /// <summary>Answers that there is no such order.</summary>
    public int MissingAnswers;
    public short SymbolId;
    public Side Side;
    public OrderState State;
}

/// <summary>The orders that are not terminal, found by their key.</summary>
/// <remarks>
/// Few are open at a time, so a plain scan over a fixed array is the whole index.
/// Thread: the engine's worker. What if full: <see cref="TryAdd"/> answers false.
/// </remarks>
public sealed class OrderTable
{
    private readonly OpenOrder[] _orders = new OpenOrder[Limits.OpenOrdersMax];

    /// <summary>Orders held.</summary>
    public int Count { get; private set; }

    public ref OpenOrder this[int index] => ref _orders[index];

    /// <summary>The key of the order that frame <paramref name="sequence"/>'s action <paramref name="index"/> opens: unique, and a function of the input alone.</summary>
    public static long KeyOf(long sequence, int index) => (sequence * Limits.ActionsPerFrameMax) + index + 1;

    /// <summary>Adds an order.</summary>
    public bool TryAdd(in OpenOrder order)
    {
        if (Count == _orders.Length)
            return false;
        _orders[Count++] = order;
        return true;
    }

    /// <summary>The index of the order with this key, or -1.</summary>
    public int Find(long key)
    {
        for (int i = 0; i < Count; i++)
        {
            if (_orders[i].Key == key)
                return i;
        }

        return -1;
    }

    /// <summary>Removes the order at an index; the last one takes its place.</summary>
    public void RemoveAt(int index) => _orders[index] = _orders[--Count];
}
