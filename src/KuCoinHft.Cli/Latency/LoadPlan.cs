using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Recordings;

namespace KuCoinHft.Cli.Latency;

/// <summary>Everything that a run sends, and when: made before the run, alike in both processes.</summary>
/// <remarks>
/// Frames 0 to <see cref="WarmCount"/> - 1 are sent as fast as they are taken and measured by nobody: they warm code, windows and one-minute bars. The others have planned
/// times, from which every latency is counted: a generator that is late does not make the engine look faster.
/// </remarks>
internal sealed class LoadPlan
{
    /// <summary>Market time of the warm-up: five whole minutes of bars, the recording beginning within a minute.</summary>
    public static readonly TimeSpan WarmUp = TimeSpan.FromMinutes(6);

    /// <summary>Bytes of an echo's answer: an order's.</summary>
    public const int EchoAnswerBytes = 250;

    private readonly int _decideEvery;

    private LoadPlan(IReadOnlyList<Instrument> instruments, byte[][] snapshots, byte[][] frames, short[] symbols, long[] receiveNs, long[] offsetsNs, int decideEvery)
    {
        _decideEvery = decideEvery;
        Instruments = instruments;
        Snapshots = snapshots;
        Frames = frames;
        Symbols = symbols;
        ReceiveNs = receiveNs;
        OffsetsNs = offsetsNs;
        WarmCount = frames.Length - offsetsNs.Length;
        Decides = new bool[frames.Length];
        NextDecision = new int[frames.Length];
        PlanDecisions();
        Hash = frames.Aggregate(14695981039346656037UL, (hash, frame) => (hash ^ (ulong)frame.Length) * 1099511628211) ^ (ulong)offsetsNs[^1];
    }

    public IReadOnlyList<Instrument> Instruments { get; }

    /// <summary>Frames of the books' beginnings; the engine has them before the first market frame, as if by REST.</summary>
    public byte[][] Snapshots { get; }

    /// <summary>Market frames, JSON.</summary>
    public byte[][] Frames { get; }

    /// <summary>Each frame's symbol.</summary>
    public short[] Symbols { get; }

    /// <summary>Each frame's recorded time, which is its session time.</summary>
    public long[] ReceiveNs { get; }

    /// <summary>When the measured frames are planned, nanoseconds after the start; index 0 is frame <see cref="WarmCount"/>.</summary>
    public long[] OffsetsNs { get; }

    public int WarmCount { get; }

    public int Count => Frames.Length;

    /// <summary>Whether a decision frame follows a market frame.</summary>
    public bool[] Decides { get; }

    /// <summary>The first deciding frame from each on; the last frame where there is none.</summary>
    public int[] NextDecision { get; }

    /// <summary>Alike where two processes plan alike.</summary>
    public ulong Hash { get; }

    /// <exception cref="InvalidDataException">The recording ends within the warm-up.</exception>
    public static LoadPlan Create(LatencySettings settings) => Create(RecordingCatalog.Open(RecordingCatalog.Binance2024), settings, WarmUp);

    /// <param name="warmUp">Market time before the first measured frame.</param>
    /// <exception cref="InvalidDataException">The recording ends within the warm-up.</exception>
    public static LoadPlan Create(Recording recording, LatencySettings settings, TimeSpan warmUp)
    {
        List<byte[]> snapshots = [], frames = [];
        List<short> symbols = [];
        List<long> receiveNs = [], offsetsNs = [];
        var begun = new HashSet<string>();
        long startNs = 0, measuredNs = 0;
        foreach (RecordedEvent recorded in recording.Read())
        {
            startNs = startNs == 0 ? recorded.ReceiveNs : startNs;
            if (recorded.Kind == RecordedKind.Snapshot && begun.Add(recorded.Symbol!))
                snapshots.AddRange(SnapshotParts.Cut(recorded.Json.Span, recorded.Symbol!));
            short symbol = recorded.Kind == RecordedKind.Frame ? SymbolOf(recorded.Json.Span, recording.Instruments) : (short)-1;
            if (symbol < 0)
                continue;
            if (recorded.ReceiveNs - startNs >= warmUp.TotalNanoseconds)
            {
                measuredNs = measuredNs == 0 ? recorded.ReceiveNs : measuredNs;
                long offsetNs = settings.Rate.OffsetNs(offsetsNs.Count, recorded.ReceiveNs - measuredNs);
                if (offsetNs > settings.Seconds * Nanos.PerSecond)
                    break;
                offsetsNs.Add(offsetNs);
            }

            frames.Add(recorded.Json.ToArray());
            symbols.Add(symbol);
            receiveNs.Add(recorded.ReceiveNs);
        }

        if (offsetsNs.Count == 0)
            throw new InvalidDataException($"{recording.Name} ends before its first {warmUp} are over, which are the warm-up; nothing is left to measure.");
        return new LoadPlan(recording.Instruments, [.. snapshots], [.. frames], [.. symbols], [.. receiveNs], [.. offsetsNs], settings.DecideEvery);
    }

    /// <summary>The same with at most <paramref name="measured"/> measured frames.</summary>
    public LoadPlan Cut(int measured)
    {
        int count = Math.Min(OffsetsNs.Length, Math.Max(1, measured)), frames = WarmCount + count;
        return new LoadPlan(Instruments, Snapshots, Frames[..frames], Symbols[..frames], ReceiveNs[..frames], OffsetsNs[..count], _decideEvery);
    }

    // {"topic":"/market/level2:BTC-USDT", the three topics that the engine trades by; anything else is not sent.
    private static short SymbolOf(ReadOnlySpan<byte> json, IReadOnlyList<Instrument> instruments)
    {
        bool isUsed = json.IndexOf("/market/level2:"u8) >= 0 || json.IndexOf("/market/ticker:"u8) >= 0 || json.IndexOf("/market/match:"u8) >= 0;
        int topic = json.IndexOf("/market/"u8);
        if (!isUsed)
            return -1;
        ReadOnlySpan<byte> rest = json[(topic + json[topic..].IndexOf((byte)':') + 1)..];
        ReadOnlySpan<byte> name = rest[..rest.IndexOf((byte)'"')];
        for (short id = 0; id < instruments.Count; id++)
        {
            if (System.Text.Encoding.ASCII.GetBytes(instruments[id].Symbol).AsSpan().SequenceEqual(name))
                return id;
        }

        return -1;
    }

    private void PlanDecisions()
    {
        var counts = new int[Instruments.Count];
        for (int i = 0; i < Count; i++)
            Decides[i] = ++counts[Symbols[i]] % _decideEvery == 0;
        int next = Count - 1;
        for (int i = Count - 1; i >= 0; i--)
            NextDecision[i] = next = Decides[i] ? i : next;
    }
}
