using KuCoinHft.Adapters.Onnx;
using KuCoinHft.Engine;
using KuCoinHft.Engine.Agents;
using KuCoinHft.Engine.Journal;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Orders;
using KuCoinHft.Engine.Risk;
using KuCoinHft.Engine.Send;
using KuCoinHft.Exchange.Recordings;
using KuCoinHft.Research.Backtest;

namespace KuCoinHft.Bench.Replay;

/// <summary>Path: the whole hot path, Intake to Send, with the models that ship and both journals in memory, on one thread: what the gate counts instructions of.</summary>
/// <remarks>
/// Input: the frames of a lively session of binance-2024 on the embedded exchange in virtual time, orders, fills and rejects included. <c>record</c> keeps them in a file, so that
/// <c>replay</c> needs neither exchange nor recording: no clock, chance or thread decides anything, the same file and number give the same work.
/// N frames warm up, the next N are counted: what 2N frames take less what N take, so without start, compilation and reading the file. Decoding stands for most of it;
/// orders are one frame in a thousand, so a change of theirs shows in the bytes and not in the instructions.
/// Budget: .ci/instructions holds the instructions a frame; 0 bytes.
/// A regression means more work for each frame. What a cache miss or a mispredicted branch costs does not show here; a clock sees that.
/// </remarks>
internal static class FixedReplay
{
    private const int JournalBytes = 4 << 20;
    private const int RecordBytesMax = 128 << 20;

    // Every preference is followed, taking, so that every stage has work.
    private static readonly EngineSettings Lively = new(
        SessionId: 0x5eed,
        new RiskLimits(PositionQuoteTarget: 200 * Quote.One, OrdersPerSecondMax: 2, LossQuoteMax: 100_000 * Quote.One, IsEntryPassive: false),
        new AgentPolicy(SwitchMargin: 0, HoldNs: Nanos.PerSecond / 2));

    /// <summary>Keeps the session's first frames in a file.</summary>
    public static int Record(string path, int frames)
    {
        using EngineModels models = EngineModels.Load(Checkout.Models);
        Recording recording = RecordingCatalog.Open(RecordingCatalog.Binance2024);
        // Counted is what would serve live: no pass of a library's.
        if (models.Agents.Append(models.Meta).Any(model => model is null or OnnxModel))
            return Refuse($"a model is not served by our kernels: {string.Join(" ", models.Refusals)} {models.Arithmetic}");
        JournalHeader header = JournalHeaders.Of(JournalHeader.FramesStream, recording.Instruments, models, Lively, startNs: 0);
        var journal = new MemoryJournal(RecordBytesMax, header);
        using var session = new SimulatedSession(recording, models, Lively, journal, NoJournal.Instance, openAfter: TimeSpan.FromMinutes(6));
        while (journal.Count < frames)
        {
            long before = journal.Count;
            session.Run(messagesMax: 1);
            if (journal.Count == before)
                return Refuse($"the session has {before} frames, not {frames}");
        }

        using FileStream file = File.Create(path);
        file.Write(journal.Bytes);
        return 0;
    }

    /// <summary>Plays N frames of the file to warm up and counts the next N; the bytes that these allocate are printed, and any is a failure.</summary>
    /// <param name="frames">N.</param>
    /// <param name="waste">Above 0: a second pass, with so many additions without use for each frame counted, so that the gate can be seen to close.</param>
    /// <param name="leakPeriod">Frames counted for one forgotten object, 0 for none: so that the meter can be seen to read.</param>
    public static int Run(string path, int frames, int waste, int leakPeriod)
    {
        using EngineModels models = EngineModels.Load(Checkout.Models);
        if (models.Refusals.Count > 0)
            return Refuse(string.Join(" ", models.Refusals));
        var source = new KeptFrames(File.ReadAllBytes(path));
        if (source.Count < 2 * frames)
            return Refuse($"{path} holds {source.Count} frames, not {2 * frames}");
        Console.WriteLine($"runtime={Environment.Version}");
        Console.WriteLine($"isa={JournalHeader.MachineIsa}");
        long bytes = Pass(source, frames, models, leakPeriod > 0 ? new Waster(frames, 0, leakPeriod) : null);
        if (waste > 0)
            bytes += Pass(source, frames, models, new Waster(frames, waste, 0));
        return bytes == 0 ? 0 : Refuse($"{bytes} bytes were allocated");
    }

    private static long Pass(KeptFrames source, int frames, EngineModels models, Waster? waster)
    {
        var actions = new RollingJournal(JournalBytes);
        var gateway = new HashingGateway();
        using var pipeline = new Pipeline(
            new PipelineParts
            {
                Instruments = new InstrumentTable(source.Header.Instruments),
                Sources = [source],
                Gateway = gateway,
                FrameJournal = new RollingJournal(JournalBytes),
                ActionJournal = actions,
                AgentModels = models.Agents,
                MetaModel = models.Meta,
                Partners = PairTable.Of(source.Header.Instruments),
                Observer = waster,
            },
            Lively);
        source.Rewind();
        Play(pipeline, source, frames);
        CallgrindMark.Here();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Play(pipeline, source, 2 * frames);
        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        CallgrindMark.Here();
        Console.WriteLine(
            $"frames={frames} bytes={bytes} decisions={actions.DecisionCount} orders={pipeline.Risk.PassedCount} sent={gateway.Count} fills={pipeline.Orders.Counts.Fills} hash={gateway.Hash:x8}");
        return bytes;
    }

    private static void Play(Pipeline pipeline, KeptFrames source, int end)
    {
        source.End = end;
        bool worked;
        do
        {
            worked = pipeline.Intake.RunOnce();
            worked |= pipeline.RunStages();
        }
        while (worked);
    }

    private static int Refuse(string why)
    {
        Console.Error.WriteLine($"replay: {why}.");
        return 1;
    }

    /// <summary>Takes what Send encoded, and makes sure that nothing of it can be left out.</summary>
    private sealed class HashingGateway : IOrderGateway
    {
        public long Count { get; private set; }

        public uint Hash { get; private set; }

        public bool Send(in ActionRecord action, ReadOnlySpan<byte> message)
        {
            Count++;
            Hash = Crc32C.Append(Hash, message);
            return true;
        }
    }
}
