using BenchmarkDotNet.Attributes;
using KuCoinHft.Adapters.Disk;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Journal;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Exchange.Recordings;

namespace KuCoinHft.Bench.Journal;

/// <summary>Path: stage 9, a frame into the mapped journal, its record with CRC32C included.</summary>
/// <remarks>
/// Input: all 3853 level2 frames of kucoin-2021, about 220 bytes each; one operation is one frame. The file is made and its pages are touched before each round,
/// as a session does at its start, so that this is the copy and not the page fault.
/// Budget: 0 bytes and 250 ns; where one worker does everything it adds to every frame.
/// A regression holds orders back, since Send stands behind the journal.
/// </remarks>
public class JournalAppend
{
    private const int Frames = 3853;
    private const int Rounds = 8;
    private const int Bytes = 16 << 20;
    private readonly string _folder = Directory.CreateTempSubdirectory("kchft-bench-").FullName;
    private readonly byte[] _record = new byte[JournalRecord.OverheadBytesMax + JournalRecord.PayloadBytesMax];
    private byte[][] _frames = [];
    private JournalWriter? _file;
    private int _round;

    [GlobalSetup]
    public void Setup()
    {
        using var recorded = new RecordedMarketFrames(RecordingCatalog.KuCoin2021);
        _frames = recorded.FramesOf(UpdateKind.Level2);
        if (_frames.Length != Frames)
            throw new InvalidDataException($"{_frames.Length} level2 frames instead of {Frames}.");
    }

    [IterationSetup(Target = nameof(MappedFile))]
    public void OpenFile()
    {
        CloseFile();
        var header = new JournalHeader { Stream = JournalHeader.FramesStream, Session = "bench" };
        _file = new JournalWriter(JournalFolder.FramesPath(Path.Combine(_folder, $"{_round++}")), header, new JournalWriterOptions(Bytes, Bytes));
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        CloseFile();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The record alone, into memory that stays in the cache.</summary>
    [Benchmark(OperationsPerInvoke = Frames)]
    public int Record()
    {
        int bytes = 0;
        for (int n = 0; n < Frames; n++)
        {
            JournalRecord.TryEncode(_record, n, n, (byte)FrameSource.Feed, JournalKind.Frame, (byte)FrameKind.Json, _frames[n], out int length);
            bytes += length;
        }

        return bytes;
    }

    [Benchmark(OperationsPerInvoke = Frames * Rounds)]
    public void MappedFile()
    {
        for (int n = 0; n < Frames * Rounds; n++)
        {
            if (!_file!.TryAppend(n, n, (byte)FrameSource.Feed, JournalKind.Frame, (byte)FrameKind.Json, _frames[n % Frames]))
                throw new InvalidOperationException("The journal of a round has no room; give it more bytes.");
        }
    }

    private void CloseFile()
    {
        _file?.Dispose();
        _file = null;
    }
}
