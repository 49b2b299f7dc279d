using KuCoinHft.Engine.Book;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Tests.Features;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Ring;

namespace KuCoinHft.Engine.Tests.Book;

/// <summary>One message of a book feed as Decode hands it on.</summary>
internal sealed record BookMessage(UpdateKind Kind, long Start, long End, BookLevelChange[] Changes, short Part = 0, short Parts = 0, short SymbolId = 0);

/// <summary>The book stage on its columns, driven without a thread.</summary>
internal sealed class BookRig : IDisposable
{
    private readonly RingColumn<Frame> _frames;
    private readonly RingColumn<Update> _updates;
    private readonly RingColumn<TopOfBook> _tops;
    private readonly FrameChanges _changes = new();
    private long _next;

    public BookRig(int symbols = 1)
    {
        var ring = new RingBuffer(128);
        _frames = new RingColumn<Frame>(ring);
        _updates = new RingColumn<Update>(ring);
        _tops = new RingColumn<TopOfBook>(ring);
        Handler = new BookHandler(_frames, _updates, _changes, _tops, FeatureRig.Instruments(symbols));
    }

    public BookHandler Handler { get; }

    public BookBuilder Book => Handler[0];

    public static BookLevelChange Bid(long price, long size, long sequence = 0) => new() { Side = Side.Buy, PriceTicks = price, SizeLots = size, Sequence = sequence };

    public static BookLevelChange Ask(long price, long size, long sequence = 0) => new() { Side = Side.Sell, PriceTicks = price, SizeLots = size, Sequence = sequence };

    public static BookMessage Increment(long start, long end, params BookLevelChange[] changes) => new(UpdateKind.Level2, start, end, changes);

    public static BookMessage Part(long sequence, int part, int parts, params BookLevelChange[] levels) =>
        new(UpdateKind.SnapshotPart, sequence, sequence, levels, (short)part, (short)parts);

    public static BookMessage Timer(short symbolId = 0) => new(UpdateKind.Timer, 0, 0, [], SymbolId: symbolId);

    public TopOfBook Feed(BookMessage message, long nowNs = 0)
    {
        Write(message, nowNs);
        Handler.OnFrame(_next - 1);
        return _tops[_next - 1];
    }

    /// <summary>One side's levels, best first.</summary>
    public static List<(long Price, long Size)> Levels(Ladder ladder)
    {
        var levels = new List<(long, long)>(ladder.Count);
        for (int depth = 0; depth < ladder.Count; depth++)
            levels.Add((ladder[depth].PriceTicks, ladder[depth].SizeLots));
        return levels;
    }

    public void Dispose()
    {
        _frames.Dispose();
        _updates.Dispose();
        _tops.Dispose();
    }

    private void Write(BookMessage message, long nowNs)
    {
        _frames[_next] = new Frame { ReceiveNs = nowNs };
        message.Changes.CopyTo(_changes[message.Changes.Length]);
        _updates[_next] = new Update
        {
            Kind = message.Kind,
            SymbolId = message.SymbolId,
            SequenceStart = message.Start,
            SequenceEnd = message.End,
            ExchangeNs = message.End,
            Part = message.Part,
            Parts = message.Parts,
            ChangeCount = message.Changes.Length,
        };
        _next++;
    }
}
