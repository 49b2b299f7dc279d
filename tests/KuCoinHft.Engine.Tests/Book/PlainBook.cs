using KuCoinHft.Engine.Book;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Market;

namespace KuCoinHft.Engine.Tests.Book;

/// <summary>A book as KuCoin's calibration rule says it, with sorted dictionaries and lists: slow, plain, and the oracle of the fast one.</summary>
/// <remarks>
/// The rule: keep increments until a snapshot; drop those that end at or before it; apply while they begin at or before last + 1, skipping rows that it has; a later beginning
/// is a gap. A snapshot that ends before the first increment kept begins is too old. Ours on top: a snapshot is asked for once, and again when it is of no use or late.
/// </remarks>
/// <param name="appliesOldRows">Makes it wrong on purpose, to prove that a comparison with it can fail.</param>
internal sealed class PlainBook(bool appliesOldRows = false)
{
    private const long PatienceNs = 2 * Nanos.PerSecond;
    private readonly List<BookMessage> _kept = [];
    private BookMessage? _lastPart;
    private long _abandoned;
    private long _received;
    private long? _askedNs;

    /// <summary>Best first, both.</summary>
    public SortedDictionary<long, long> Bids { get; } = new(Comparer<long>.Create((a, b) => b.CompareTo(a)));

    public SortedDictionary<long, long> Asks { get; } = [];

    public bool IsLive { get; private set; }

    public long Last { get; private set; }

    public long ExchangeNs { get; private set; }

    /// <summary>What the book stage must say of the message.</summary>
    public BookFlags Take(BookMessage message, long nowNs)
    {
        BookFlags flags = message.Kind switch
        {
            UpdateKind.Level2 => TakeIncrement(message, nowNs),
            UpdateKind.SnapshotPart when !IsLive => TakePart(message, nowNs),
            UpdateKind.Timer when !IsLive && _askedNs is long asked && nowNs - asked >= PatienceNs => AskAgain(nowNs),
            _ => BookFlags.None,
        };
        return flags | BookFlags.Present | (IsLive ? BookFlags.Live : BookFlags.None);
    }

    private BookFlags TakeIncrement(BookMessage message, long nowNs)
    {
        _received = Math.Max(_received, message.End);
        if (!IsLive)
            return Keep(message, nowNs);
        if (message.End <= Last)
            return BookFlags.None;
        if (message.Start > Last + 1)
        {
            IsLive = false;
            return BookFlags.Gap | Keep(message, nowNs);
        }

        bool isTop = Apply(message);
        return Judge(isTop, nowNs);
    }

    private BookFlags Keep(BookMessage message, long nowNs)
    {
        if (_kept.Count == Limits.PendingUpdatesMax)
            _kept.Clear();
        _kept.Add(message);
        return Ask(nowNs);
    }

    private BookFlags TakePart(BookMessage part, long nowNs)
    {
        if (part.Part == 1)
        {
            Bids.Clear();
            Asks.Clear();
        }
        else if (_lastPart is null && part.End == _abandoned)
        {
            return Ask(nowNs);
        }
        else if (_lastPart is null || part != _lastPart with { Part = part.Part, Changes = part.Changes } || part.Part != _lastPart.Part + 1)
        {
            _abandoned = part.End;
            _lastPart = null;
            return AskAgain(nowNs);
        }

        foreach (BookLevelChange level in part.Changes)
            Set(level);
        _lastPart = part;
        return part.Part == part.Parts ? Join(part, nowNs) : BookFlags.None;
    }

    private BookFlags Join(BookMessage snapshot, long nowNs)
    {
        _lastPart = null;
        Last = ExchangeNs = snapshot.End;
        while (_kept.Count > 0)
        {
            if (_kept[0].Start > Last + 1)
                return AskAgain(nowNs);
            if (_kept[0].End > Last)
                Apply(_kept[0]);
            _kept.RemoveAt(0);
        }

        if (Last < _received)
            return AskAgain(nowNs);
        _askedNs = null;
        IsLive = true;
        return BookFlags.Synced | Judge(isTop: true, nowNs);
    }

    private BookFlags Judge(bool isTop, long nowNs)
    {
        bool isCrossed = Bids.Count > 0 && Asks.Count > 0 && Bids.First().Key >= Asks.First().Key;
        if (!isCrossed)
            return isTop ? BookFlags.TopChanged : BookFlags.None;
        IsLive = false;
        return Ask(nowNs);
    }

    // Whether one of the best five levels of a side was another one after some row.
    private bool Apply(BookMessage message)
    {
        bool isTop = false;
        foreach (BookLevelChange row in message.Changes)
        {
            if (row.PriceTicks == 0 || (row.Sequence <= Last && !appliesOldRows))
                continue;
            SortedDictionary<long, long> side = row.Side == Side.Buy ? Bids : Asks;
            KeyValuePair<long, long>[] before = [.. side.Take(Limits.TopLevels)];
            Set(row);
            isTop |= !before.SequenceEqual(side.Take(Limits.TopLevels));
        }

        Last = ExchangeNs = message.End;
        return isTop;
    }

    private void Set(BookLevelChange level)
    {
        SortedDictionary<long, long> side = level.Side == Side.Buy ? Bids : Asks;
        if (level.SizeLots == 0)
            side.Remove(level.PriceTicks);
        else
            side[level.PriceTicks] = level.SizeLots;
    }

    private BookFlags Ask(long nowNs)
    {
        if (_askedNs is not null)
            return BookFlags.None;
        _askedNs = nowNs;
        return BookFlags.WantsSnapshot;
    }

    private BookFlags AskAgain(long nowNs)
    {
        _askedNs = nowNs;
        return BookFlags.WantsSnapshot;
    }
}
