using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Text;
using KuCoinHft.Engine.Market;

namespace KuCoinHft.Engine.Journal;

/// <summary>The beginning of every segment of a stream: what must be known to read the rest, and what its results depend on.</summary>
/// <remarks>
/// <code>
/// ["kchft-journal", formatVersion, stream, {properties}, crc32c]      crc32c: five bytes, of every byte before it
///
/// properties: "session" str   "startNs" int   "isa" str   "arithmetic" str   "configHash" str   "featureHash" str
///             "segment" int   "segmentBytes" int
///             "models" {name: sha256}
///             "instruments" [[symbol, base, quote, priceDecimals, sizeDecimals, isMargin,
///                             priceIncrementTicks, sizeIncrementLots, sizeLotsMin, fundsQuoteMin], ...]     the index is the id
///             any further key: str
/// </code>
/// Thread: start and end of a session only; this is no hot path.
/// </remarks>
public sealed record JournalHeader
{
    /// <summary>Version of the format; a reader refuses any other.</summary>
    public const int FormatVersion = 2;

    /// <summary>Bytes of an encoded header; more are refused at start.</summary>
    public const int BytesMax = 256 << 10;

    /// <summary>Stream of what Intake received.</summary>
    public const string FramesStream = "frames";

    /// <summary>Stream of decisions and actions.</summary>
    public const string ActionsStream = "actions";

    private const int FieldCount = 5;
    private const int InstrumentFieldCount = 10;

    private static readonly string[] Keys = ["session", "startNs", "isa", "arithmetic", "configHash", "featureHash", "segment", "segmentBytes", "models", "instruments"];

    /// <summary><see cref="FramesStream"/> or <see cref="ActionsStream"/>.</summary>
    public required string Stream { get; init; }

    public string Session { get; init; } = "";

    public long StartNs { get; init; }

    /// <summary>Vector instructions of the machine; see <see cref="MachineIsa"/>.</summary>
    public string Isa { get; init; } = "";

    /// <summary>What computed the models' answers, whose last bits depend on it.</summary>
    public string Arithmetic { get; init; } = "";

    public string ConfigHash { get; init; } = "";

    public string FeatureHash { get; init; } = "";

    /// <summary>1-based number of the segment within its stream.</summary>
    public long Segment { get; init; } = 1;

    /// <summary>Length of the segment's file until it is closed: what tells room not yet used from a tail that was lost.</summary>
    public long SegmentBytes { get; init; }

    /// <summary>SHA-256 in hexadecimal of every model file, by the model's name.</summary>
    public IReadOnlyDictionary<string, string> Models { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The session's instruments, ids 0..count-1.</summary>
    public IReadOnlyList<Instrument> Instruments { get; init; } = [];

    /// <summary>Anything else worth knowing, such as the mode or the command line.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>This machine's instruction sets that results may depend on, for <see cref="Isa"/>.</summary>
    public static string MachineIsa =>
        RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()
        + (Vector256.IsHardwareAccelerated ? " v256" : "")
        + (Vector512.IsHardwareAccelerated ? " v512" : "")
        + (Fma.IsSupported ? " fma" : "");

    /// <summary>The header's bytes.</summary>
    /// <exception cref="ArgumentException">It takes more than <see cref="BytesMax"/>, or a property has the name of one of the header's own.</exception>
    public byte[] Encode()
    {
        var bytes = new byte[BytesMax];
        var writer = new MessagePackWriter(bytes);
        writer.WriteArrayHeader(FieldCount);
        writer.WriteStr("kchft-journal"u8);
        writer.WriteInt(FormatVersion);
        writer.WriteStr(Stream);
        WriteProperties(ref writer);
        writer.WriteFixedUInt32(Crc32C.Of(bytes.AsSpan(0, writer.Written)));
        if (!writer.Fits)
            throw new ArgumentException($"A journal header takes at most {BytesMax} bytes; shorten its properties.");
        return bytes[..writer.Written];
    }

    /// <summary>Reads the header at the start of <paramref name="bytes"/>.</summary>
    /// <param name="header">The header when whole, otherwise null.</param>
    /// <param name="length">Bytes it takes, when whole.</param>
    public static JournalStatus TryDecode(ReadOnlySpan<byte> bytes, out JournalHeader? header, out int length)
    {
        header = null;
        length = 0;
        var reader = new MessagePackReader(bytes);
        if (!reader.TryReadArrayHeader(out int count) || !reader.TryReadStr(64, out ReadOnlySpan<byte> magic))
            return reader.Status == MessagePackStatus.Incomplete ? JournalStatus.Incomplete : JournalStatus.NotAJournal;
        if (count != FieldCount || !magic.SequenceEqual("kchft-journal"u8))
            return JournalStatus.NotAJournal;
        if (!reader.TryReadInt(out long version))
            return JournalRecord.StatusOf(reader.Status);
        if (version != FormatVersion)
            return JournalStatus.OtherVersion;
        int properties = reader.Consumed;
        if (!reader.TrySkip() || !reader.TrySkip())
            return JournalRecord.StatusOf(reader.Status);
        int covered = reader.Consumed;
        if (!reader.TryReadFixedUInt32(out uint crc))
            return JournalRecord.StatusOf(reader.Status);
        if (crc != Crc32C.Of(bytes[..covered]))
            return JournalStatus.BadChecksum;
        var body = new MessagePackReader(bytes[properties..covered]);
        if (!TryReadText(ref body, out string stream) || !TryReadProperties(ref body, stream, out header))
            return JournalStatus.Malformed;
        length = reader.Consumed;
        return JournalStatus.Whole;
    }

    private void WriteProperties(ref MessagePackWriter writer)
    {
        writer.WriteMapHeader(Keys.Length + Properties.Count);
        WritePair(ref writer, "session", Session);
        writer.WriteStr("startNs"u8);
        writer.WriteInt(StartNs);
        WritePair(ref writer, "isa", Isa);
        WritePair(ref writer, "arithmetic", Arithmetic);
        WritePair(ref writer, "configHash", ConfigHash);
        WritePair(ref writer, "featureHash", FeatureHash);
        writer.WriteStr("segment"u8);
        writer.WriteInt(Segment);
        writer.WriteStr("segmentBytes"u8);
        writer.WriteInt(SegmentBytes);
        writer.WriteStr("models"u8);
        writer.WriteMapHeader(Models.Count);
        foreach ((string name, string hash) in Sorted(Models))
            WritePair(ref writer, name, hash);
        writer.WriteStr("instruments"u8);
        writer.WriteArrayHeader(Instruments.Count);
        foreach (Instrument instrument in Instruments)
            WriteInstrument(ref writer, instrument);
        foreach ((string name, string value) in Sorted(Properties))
        {
            if (Array.IndexOf(Keys, name) >= 0)
                throw new ArgumentException($"The property {name} is one of the header's own; set it there.");
            WritePair(ref writer, name, value);
        }
    }

    private static void WritePair(ref MessagePackWriter writer, string key, string value)
    {
        writer.WriteStr(key);
        writer.WriteStr(value);
    }

    private static void WriteInstrument(ref MessagePackWriter writer, Instrument instrument)
    {
        writer.WriteArrayHeader(InstrumentFieldCount);
        writer.WriteStr(instrument.Symbol);
        writer.WriteStr(instrument.BaseCurrency);
        writer.WriteStr(instrument.QuoteCurrency);
        writer.WriteInt(instrument.PriceDecimals);
        writer.WriteInt(instrument.SizeDecimals);
        writer.WriteBool(instrument.IsMarginEnabled);
        writer.WriteInt(instrument.PriceIncrementTicks);
        writer.WriteInt(instrument.SizeIncrementLots);
        writer.WriteInt(instrument.SizeLotsMin);
        writer.WriteInt(instrument.FundsQuoteMin);
    }

    private static bool TryReadProperties(ref MessagePackReader reader, string stream, out JournalHeader? header)
    {
        header = null;
        var texts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var models = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var instruments = new List<Instrument>();
        (long startNs, long segment, long segmentBytes) = (0, 0, 0);
        if (!reader.TryReadMapHeader(out int pairs))
            return false;
        for (int i = 0; i < pairs; i++)
        {
            if (!TryReadText(ref reader, out string key))
                return false;
            bool isRead = key switch
            {
                "startNs" => reader.TryReadInt(out startNs),
                "segment" => reader.TryReadInt(out segment),
                "segmentBytes" => reader.TryReadInt(out segmentBytes),
                "models" => TryReadModels(ref reader, models),
                "instruments" => TryReadInstruments(ref reader, instruments),
                _ => TryReadPair(ref reader, key, texts),
            };
            if (!isRead)
                return false;
        }

        header = new JournalHeader
        {
            Stream = stream,
            StartNs = startNs,
            Session = Taken(texts, "session"),
            Isa = Taken(texts, "isa"),
            Arithmetic = Taken(texts, "arithmetic"),
            ConfigHash = Taken(texts, "configHash"),
            FeatureHash = Taken(texts, "featureHash"),
            Segment = segment,
            SegmentBytes = segmentBytes,
            Models = models,
            Instruments = instruments,
            Properties = texts,
        };
        return true;
    }

    private static bool TryReadModels(ref MessagePackReader reader, SortedDictionary<string, string> models)
    {
        if (!reader.TryReadMapHeader(out int count))
            return false;
        for (int i = 0; i < count; i++)
        {
            if (!TryReadText(ref reader, out string name) || !TryReadPair(ref reader, name, models))
                return false;
        }

        return true;
    }

    private static bool TryReadInstruments(ref MessagePackReader reader, List<Instrument> instruments)
    {
        if (!reader.TryReadArrayHeader(out int count))
            return false;
        for (int id = 0; id < count; id++)
        {
            if (!reader.TryReadArrayHeader(out int fields) || fields != InstrumentFieldCount
                || !TryReadText(ref reader, out string symbol)
                || !TryReadText(ref reader, out string baseCurrency)
                || !TryReadText(ref reader, out string quoteCurrency)
                || !reader.TryReadInt(0, PowersOfTen.ExponentMax, out long priceDecimals)
                || !reader.TryReadInt(0, PowersOfTen.ExponentMax, out long sizeDecimals)
                || !reader.TryReadBool(out bool isMargin)
                || !reader.TryReadInt(out long priceIncrementTicks)
                || !reader.TryReadInt(out long sizeIncrementLots)
                || !reader.TryReadInt(out long sizeLotsMin)
                || !reader.TryReadInt(out long fundsQuoteMin))
                return false;
            instruments.Add(new Instrument
            {
                Id = id,
                Symbol = symbol,
                BaseCurrency = baseCurrency,
                QuoteCurrency = quoteCurrency,
                PriceDecimals = (int)priceDecimals,
                SizeDecimals = (int)sizeDecimals,
                IsMarginEnabled = isMargin,
                PriceIncrementTicks = priceIncrementTicks,
                SizeIncrementLots = sizeIncrementLots,
                SizeLotsMin = sizeLotsMin,
                FundsQuoteMin = fundsQuoteMin,
            });
        }

        return true;
    }

    private static bool TryReadPair(ref MessagePackReader reader, string key, SortedDictionary<string, string> into)
    {
        bool isRead = TryReadText(ref reader, out string value);
        into[key] = value;
        return isRead;
    }

    private static bool TryReadText(ref MessagePackReader reader, out string text)
    {
        bool isRead = reader.TryReadStr(BytesMax, out ReadOnlySpan<byte> utf8);
        text = Encoding.UTF8.GetString(utf8);
        return isRead;
    }

    private static string Taken(SortedDictionary<string, string> texts, string key) => texts.Remove(key, out string? value) ? value : "";

    // Sorted, so that equal headers are equal bytes whatever dictionary they came from.
    private static SortedDictionary<string, string> Sorted(IReadOnlyDictionary<string, string> pairs)
    {
        var sorted = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((string key, string value) in pairs)
            sorted.Add(key, value);
        return sorted;
    }
}
