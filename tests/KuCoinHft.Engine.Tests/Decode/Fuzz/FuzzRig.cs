using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Ring;

namespace KuCoinHft.Engine.Tests.Decode.Fuzz;

/// <summary>The decoder and the real decode stage beside the oracles: decodes a frame with both, measures, and says where they disagree.</summary>
internal sealed class FuzzRig : IDisposable
{
    /// <summary>No frame takes this long unless something hangs; a busy machine's pauses stay far below.</summary>
    public static readonly TimeSpan Hang = TimeSpan.FromSeconds(30);

    private static readonly JsonDocumentOptions SameDepth = new() { MaxDepth = JsonTape.DepthMax };
    private readonly RingBuffer _ring = new(16);
    private readonly ByteRing _bytes = new(1 << 20);
    private readonly RingColumn<Frame> _frames;
    private readonly RingColumn<Update> _updates;
    private readonly FrameChanges _changes = new();
    private readonly DecodeHandler _handler;
    private readonly FrameDecoder _decoder = new();
    private readonly FrameOracle _oracle = new();
    private readonly FieldOracle _fields;
    private readonly UpdateOracle _update;
    private long _n;

    public FuzzRig()
    {
        _frames = new RingColumn<Frame>(_ring);
        _updates = new RingColumn<Update>(_ring);
        _handler = new DecodeHandler(
            _frames, _bytes, _updates, _changes, FuzzCorpus.Instruments, new CurrencyTable(FuzzCorpus.Instruments), new OrderKeys(DecodeRig.Session));
        _fields = new FieldOracle(_oracle);
        _update = new UpdateOracle(_oracle, FuzzCorpus.Instruments, DecodeRig.Session);
        // Tables that are made at their first use are no allocation of a frame.
        foreach (FuzzSeed seed in FuzzCorpus.Seeds)
            Compare(seed.Bytes, seed.Kind);
        Counts = new FuzzCounts();
    }

    public FuzzCounts Counts { get; private set; } = new();

    /// <summary>When the frame that is being decoded was begun, 0 between frames; for the watchdog.</summary>
    public long BeganAt;

    /// <summary>The bytes of the last frame that the stage was given.</summary>
    public ReadOnlySpan<byte> LastStaged => _bytes[_frames[_n].BytePosition, _frames[_n].Length];

    /// <summary>Decodes the frame and counts it.</summary>
    /// <returns>How the decoder and the oracles disagree, or null.</returns>
    public string? Compare(ReadOnlySpan<byte> json, FrameKind kind, bool isSample = false)
    {
        // A frame over the limit never reaches the stage: Intake drops it.
        bool isStaged = json.Length <= Limits.FrameBytesMax;
        if (isStaged)
            Publish(json, kind);
        Volatile.Write(ref BeganAt, Stopwatch.GetTimestamp());
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        long began = Stopwatch.GetTimestamp();
        _decoder.Decode(json);
        long ended = Stopwatch.GetTimestamp();
        if (isStaged)
            _handler.OnFrame(_n);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        Volatile.Write(ref BeganAt, 0);
        Counts.AllocatedBytes += allocated;
        Time(json, ended - began);
        if (allocated != 0)
            return $"{allocated} bytes were allocated";
        return Verdict(json, kind, isStaged, isSample);
    }

    /// <summary>Decodes the frame with the stage alone.</summary>
    public Update Decode(ReadOnlySpan<byte> json, FrameKind kind)
    {
        Publish(json, kind);
        _handler.OnFrame(_n);
        return _updates[_n];
    }

    /// <summary>Bytes for people: what is not printable ASCII in hexadecimal.</summary>
    public static string Text(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        foreach (byte b in bytes)
            text.Append(b is >= 0x20 and < 0x7F ? ((char)b).ToString() : $"<{b:X2}>");
        return text.ToString();
    }

    public void Dispose()
    {
        _frames.Dispose();
        _updates.Dispose();
        _bytes.Dispose();
    }

    private void Publish(ReadOnlySpan<byte> json, FrameKind kind)
    {
        _n++;
        if (!_bytes.TryClaim(json.Length, out long position))
            throw new InvalidOperationException("One frame always fits the byte ring.");
        _bytes.Release(position + json.Length);
        json.CopyTo(_bytes[position, json.Length]);
        _frames[_n] = new Frame { BytePosition = position, Length = json.Length, Kind = kind, ReceiveNs = 1 };
    }

    // A frame that looks slowest yet is decoded thrice more: the least of these is its own, the rest the machine's.
    private void Time(ReadOnlySpan<byte> json, long ticks)
    {
        if (json.Length == 0 || ticks <= Counts.SlowestTicks && (double)ticks / json.Length <= Counts.SlowestTicksPerByte)
            return;
        for (int again = 0; again < 3; again++)
        {
            long began = Stopwatch.GetTimestamp();
            _decoder.Decode(json);
            ticks = Math.Min(ticks, Stopwatch.GetTimestamp() - began);
        }

        Counts.Slow(ticks, json);
    }

    private string? Verdict(ReadOnlySpan<byte> json, FrameKind kind, bool isStaged, bool isSample)
    {
        DecodedFrame frame = _decoder.Frame;
        uint reasons = _oracle.Judge(json);
        if (frame.IsJson != _oracle.IsJson)
            return $"System.Text.Json says {(_oracle.IsJson ? "JSON" : "no JSON")}, the decoder {frame.Bad} at {frame.BadOffset}";
        bool isRefused = frame.Kind == UpdateKind.Bad;
        if (isRefused != (frame.Bad != BadReason.None) || frame.BadOffset < 0 || frame.BadOffset > json.Length)
            return $"kind {frame.Kind} with {frame.Bad} at {frame.BadOffset}";
        if (isRefused != (reasons != 0))
            return $"the decoder says {frame.Kind} {frame.Bad} at {frame.BadOffset}, the rules {Names(reasons)}";
        if (isRefused)
        {
            Counts.Refused(_oracle.IsJson, frame.Bad);
            return (reasons & FrameOracle.Bit(frame.Bad)) == 0 ? $"refused for {frame.Bad} at {frame.BadOffset}, which the rules do not give: {Names(reasons)}"
                : isStaged ? Staged(json, reasons, -1, default) : null;
        }

        Counts.Accepted++;
        if (frame.Kind != _oracle.Kind)
            return $"the decoder says {frame.Kind}, the rules {_oracle.Kind}";
        if (_fields.Difference(json, frame) is string difference)
            return $"{frame.Kind}: {difference}";
        if (isSample && Written(json) is string written)
            return $"{frame.Kind}: {written}";
        reasons = _update.Expect(json, kind, out Update expected, out short symbolId);
        return Staged(json, reasons, symbolId, expected);
    }

    private string? Staged(ReadOnlySpan<byte> json, uint reasons, short symbolId, Update expected)
    {
        Update update = _updates[_n];
        if (reasons != 0)
        {
            // Of a refused frame nothing remains but whose it was.
            if (update.Kind != UpdateKind.Bad || (reasons & FrameOracle.Bit(update.Bad)) == 0)
                return $"the stage says {update.Kind} {update.Bad}, the rules {Names(reasons)}";
            if (update.SymbolId != -1 && update.SymbolId != symbolId)
                return $"the stage refuses a frame of symbol {update.SymbolId}";
            if (_decoder.Frame.Bad == BadReason.None)
                Counts.RefusedByStage[(int)update.Bad]++;
            else if (update.Bad != _decoder.Frame.Bad)
                return $"the stage refuses for {update.Bad}, the decoder for {_decoder.Frame.Bad}";
            expected = new Update { Kind = UpdateKind.Bad, Bad = update.Bad, SymbolId = update.SymbolId, CurrencyId = -1 };
        }
        else
        {
            Counts.Kinds[(int)update.Kind]++;
            for (int i = 0; i < expected.ChangeCount && update.ChangeCount == expected.ChangeCount; i++)
            {
                BookLevelChange change = _changes[update.ChangeCount][i];
                if ((change.Side, change.PriceTicks, change.SizeLots, change.Sequence)
                    != (_update.Changes[i].Side, _update.Changes[i].PriceTicks, _update.Changes[i].SizeLots, _update.Changes[i].Sequence))
                    return $"change {i} is {change.Side} {change.SizeLots} at {change.PriceTicks}";
            }
        }

        ReadOnlySpan<byte> ours = MemoryMarshal.AsBytes(new ReadOnlySpan<Update>(in update));
        int differs = ours.CommonPrefixLength(MemoryMarshal.AsBytes(new ReadOnlySpan<Update>(in expected)));
        return differs == ours.Length ? null : $"the update of kind {update.Kind} differs from byte {differs} on: {JsonOf(update)} instead of {JsonOf(expected)}";
    }

    // The text for people says the same: as JSON, compared by System.Text.Json alone.
    private string? Written(ReadOnlySpan<byte> json)
    {
        // Half a surrogate pair is JSON, but has no text that could be compared.
        if (json.IndexOf("\\uD"u8) >= 0 || json.IndexOf("\\ud"u8) >= 0)
            return null;
        try
        {
            using JsonDocument written = JsonDocument.Parse(Fixtures.Describe(_decoder, json));
            using JsonDocument message = JsonDocument.Parse(json.ToArray(), SameDepth);
            JsonComparison.AssertWithin(written.RootElement, message.RootElement);
            Counts.Samples++;
            return null;
        }
        catch (Exception e) when (e is Xunit.Sdk.XunitException or JsonException or ArgumentException or InvalidOperationException)
        {
            return e.Message;
        }
    }

    private static string Names(uint reasons) =>
        reasons == 0 ? "accept it" : "refuse it for " + string.Join(" or ", Enum.GetValues<BadReason>().Where(reason => (reasons & FrameOracle.Bit(reason)) != 0));

    private static string JsonOf(Update update) =>
        string.Join(' ', typeof(Update).GetFields().Select(field => (field.Name, Value: field.GetValue(update))).Where(f => $"{f.Value}" is not ("0" or "None")).Select(f => $"{f.Name}={f.Value}"));
}
