using System.Buffers;
using System.Text.Json;
using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Text;

namespace KuCoinHft.Exchange.Books;

/// <summary>The full book of one symbol, exactly as the recording gives it.</summary>
/// <remarks>
/// A gap in the recorded sequence does not stop it: the recording is the only market there is, so the book goes on with what it has.
/// Our own resting orders are not in it; what our takers took is kept apart, in <see cref="BookSide.Take"/>.
/// </remarks>
internal sealed class MarketBook
{
    private readonly Instrument _instrument;

    // Increments recorded before the snapshot: those behind it are applied once it comes.
    private readonly List<ReadOnlyMemory<byte>> _waiting = [];
    private readonly List<LevelChange> _shrunk = [];
    private long _snapshotSequence;

    public MarketBook(Instrument instrument)
    {
        _instrument = instrument;
        Bids = new BookSide(isBid: true, instrument.SizeIncrementLots);
        Asks = new BookSide(isBid: false, instrument.SizeIncrementLots);
    }

    /// <summary>By how much levels shrank with the last increment.</summary>
    public IReadOnlyList<LevelChange> Shrunk => _shrunk;

    public BookSide Bids { get; }

    public BookSide Asks { get; }

    /// <summary>True once a recorded snapshot has come.</summary>
    public bool IsReady { get; private set; }

    /// <summary>Sequence of the last applied increment.</summary>
    public long Sequence { get; private set; }

    /// <summary>Best bid plus best ask, in ticks: twice the mid price. The last one known while a side is empty, 0 before the first.</summary>
    public long MidTicksDouble { get; private set; }

    public BookSide this[Side side] => side == Side.Buy ? Bids : Asks;

    /// <summary>Keeps an increment until the snapshot comes.</summary>
    public void Wait(ReadOnlyMemory<byte> json) => _waiting.Add(json);

    /// <summary>Applies an increment.</summary>
    /// <returns>False when it is older than the book.</returns>
    public bool Apply(MarketFrame frame)
    {
        if (frame.SequenceEnd <= Sequence)
            return false;
        _shrunk.Clear();
        foreach (LevelChange change in frame.Changes)
        {
            // Price 0: nothing visible changed (api.md 3.4). Rows up to the snapshot are already in it.
            if (change.PriceTicks == 0 || (change.Sequence >= 0 && change.Sequence <= _snapshotSequence))
                continue;
            long shrunkLots = (change.IsBid ? Bids : Asks).Set(change.PriceTicks, change.SizeLots);
            if (shrunkLots > 0)
                _shrunk.Add(new LevelChange(change.IsBid, change.PriceTicks, shrunkLots, change.Sequence));
        }

        Sequence = frame.SequenceEnd;
        UpdateMid();
        return true;
    }

    /// <summary>Takes the book of a recorded snapshot, and then the increments that waited for it.</summary>
    /// <remarks>A second, newer snapshot replaces the book; what we took of its levels is forgotten then. An older one is ignored.</remarks>
    /// <exception cref="InvalidDataException">The body is not that of <c>/api/v3/market/orderbook/level2</c>.</exception>
    public void Load(ReadOnlySpan<byte> body, MarketFrame scratch, IReadOnlyDictionary<string, Instrument> instruments)
    {
        try
        {
            long sequence = ReadSequence(body);
            if (IsReady && sequence <= Sequence)
                return;
            (Sequence, _snapshotSequence, IsReady) = (sequence, sequence, true);
            LoadLevels(body);
        }
        catch (JsonException e)
        {
            throw Bad(e.Message);
        }

        UpdateMid();
        foreach (ReadOnlyMemory<byte> json in _waiting)
        {
            if (scratch.Read(json.Span, instruments))
                Apply(scratch);
        }

        _waiting.Clear();
    }

    /// <summary>The REST body of <c>/api/v3/market/orderbook/level2</c>, or of one cut to the best levels.</summary>
    public byte[] Write(long nowNs, int depthMax = int.MaxValue)
    {
        var bytes = new ArrayBufferWriter<byte>(64 + (32 * Math.Min(depthMax, Bids.Count + Asks.Count)));
        using (var json = new Utf8JsonWriter(bytes, KuCoinJson.Compact))
        {
            json.WriteStartObject();
            json.WriteString("code", "200000");
            json.WriteStartObject("data");
            json.WriteNumber("time", nowNs / Nanos.PerMillisecond);
            json.WriteString("sequence", Sequence.ToString());
            WriteSide(json, "bids", Bids, depthMax);
            WriteSide(json, "asks", Asks, depthMax);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    private void WriteSide(Utf8JsonWriter json, string name, BookSide side, int depthMax)
    {
        json.WriteStartArray(name);
        for (int depth = 0; depth < Math.Min(depthMax, side.Count); depth++)
        {
            json.WriteStartArray();
            json.WriteStringValue(DecimalText.Format(side.PriceAt(depth), _instrument.PriceDecimals));
            json.WriteStringValue(DecimalText.Format(side.SizeAt(depth), _instrument.SizeDecimals));
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private void UpdateMid()
    {
        if (Bids.Count > 0 && Asks.Count > 0)
            MidTicksDouble = Bids.BestTicks + Asks.BestTicks;
    }

    private long ReadSequence(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals("sequence"u8))
                continue;
            reader.Read();
            if (DecimalText.TryParse(reader.ValueSpan, 0, out long sequence))
                return sequence;
        }

        throw Bad("it has no sequence");
    }

    private void LoadLevels(ReadOnlySpan<byte> body)
    {
        Bids.Clear();
        Asks.Clear();
        var reader = new Utf8JsonReader(body);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
                continue;
            BookSide? side = reader.ValueTextEquals("bids"u8) ? Bids : reader.ValueTextEquals("asks"u8) ? Asks : null;
            if (side is null)
                continue;
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
            {
                if (!LevelReader.Read(ref reader, _instrument, out long priceTicks, out long sizeLots, out _))
                    throw Bad($"a level near byte {reader.TokenStartIndex} has no size, or no price in ticks of 10^-{_instrument.PriceDecimals}");
                side.Set(priceTicks, sizeLots);
            }
        }
    }

    private InvalidDataException Bad(string why) =>
        new($"The recorded snapshot of {_instrument.Symbol} cannot be read: {why}. Expected the body of GET /api/v3/market/orderbook/level2.");
}
