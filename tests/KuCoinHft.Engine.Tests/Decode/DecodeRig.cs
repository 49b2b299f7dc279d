using System.Text;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Ring;

namespace KuCoinHft.Engine.Tests.Decode;

/// <summary>The decode stage on a small ring, driven without a thread: publish a frame, read its update.</summary>
internal sealed class DecodeRig : IDisposable
{
    public const uint Session = 42;
    private readonly ByteRing _bytes = new(1 << 20);
    private readonly RingColumn<Frame> _frames;
    private readonly RingColumn<Update> _updates;
    private readonly Intake _intake;
    private readonly EventProcessor _processor;

    public DecodeRig()
    {
        var ring = new RingBuffer(16);
        _frames = new RingColumn<Frame>(ring);
        _updates = new RingColumn<Update>(ring);
        Instruments = new InstrumentTable(
        [
            Instrument(0, "BTC-USDT", 1, 8),
            Instrument(1, "BCHSV-USDT", 3, 8),
            Instrument(2, "DAPPT-BTC", 10, 4),
            Instrument(3, "SNX-BTC", 8, 8),
            Instrument(4, "KCS-USDT", 5, 4),
        ]);
        Changes = new FrameChanges();
        Keys = new OrderKeys(Session);
        Handler = new DecodeHandler(_frames, _bytes, _updates, Changes, Instruments, new CurrencyTable(Instruments), Keys);
        _processor = new EventProcessor("decode", new FrameByFrame(Handler), new SequenceBarrier(ring.Cursor));
        ring.AddGating(_processor.Sequence);
        _intake = new Intake(ring, _bytes, _frames, []);
    }

    public InstrumentTable Instruments { get; }

    public FrameChanges Changes { get; }

    public OrderKeys Keys { get; }

    public DecodeHandler Handler { get; }

    public static Instrument Instrument(int id, string symbol, int priceDecimals, int sizeDecimals)
    {
        string[] currencies = symbol.Split('-');
        return new Instrument
        {
            Id = id,
            Symbol = symbol,
            BaseCurrency = currencies[0],
            QuoteCurrency = currencies[1],
            PriceDecimals = priceDecimals,
            SizeDecimals = sizeDecimals,
            IsMarginEnabled = true,
        };
    }

    public Update Decode(string json) => Decode(FrameKind.Json, Encoding.UTF8.GetBytes(json));

    public Update Decode(FrameKind kind, ReadOnlySpan<byte> bytes)
    {
        Assert.True(_intake.TryPublish(FrameSource.Feed, kind, 1, bytes));
        Assert.True(_processor.RunOnce());
        return _updates[_processor.Sequence.Value];
    }

    public BookLevelChange[] LevelsOf(Update update) => Changes[update.ChangeCount].ToArray();

    public void Dispose()
    {
        _frames.Dispose();
        _updates.Dispose();
        _bytes.Dispose();
    }
}
