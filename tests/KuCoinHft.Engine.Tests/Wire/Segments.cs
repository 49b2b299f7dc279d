using System.Buffers;

namespace KuCoinHft.Engine.Tests.Wire;

/// <summary>Parts of one array as a sequence of segments, without a copy.</summary>
internal sealed class Segments : ReadOnlySequenceSegment<byte>
{
    private Segments(ReadOnlyMemory<byte> memory, Segments? before)
    {
        Memory = memory;
        if (before is null)
            return;
        RunningIndex = before.RunningIndex + before.Memory.Length;
        before.Next = this;
    }

    /// <summary>The bytes from <paramref name="begin"/> to <paramref name="end"/>, a new segment at every cut between them.</summary>
    public static ReadOnlySequence<byte> Of(byte[] bytes, int begin, int end, ReadOnlySpan<int> cuts)
    {
        Segments? first = null;
        Segments? last = null;
        int from = begin;
        foreach (int cut in cuts)
        {
            if (cut < begin || cut > end)
                continue;
            last = new Segments(bytes.AsMemory(from, cut - from), last);
            first ??= last;
            from = cut;
        }

        last = new Segments(bytes.AsMemory(from, end - from), last);
        return new ReadOnlySequence<byte>(first ?? last, 0, last, last.Memory.Length);
    }
}
