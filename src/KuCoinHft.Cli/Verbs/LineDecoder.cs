using System.Buffers;
using System.IO.Pipelines;
using KuCoinHft.Engine;
using KuCoinHft.Engine.Decode;

namespace KuCoinHft.Cli.Verbs;

/// <summary>Frames, one a line, to events, one a line.</summary>
/// <remarks>What if a line never ends: its beginning is answered as TooLong, the rest is passed over, and memory stays bounded.</remarks>
internal sealed class LineDecoder(PipeReader reader, PipeWriter writer)
{
    // A frame's bytes and the time before it: of a longer line the rest cannot change the answer.
    private const int LineBytesKept = Limits.FrameBytesMax + 64;
    private static readonly SearchValues<byte> TimeSigns = SearchValues.Create("0123456789."u8);
    private readonly FrameDecoder _decoder = new();
    private bool _isAnswered;

    /// <summary>Reads to the end of the input.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            // A read of a terminal or a quiet pipe cannot be called off, but one need not wait for it.
            ReadResult read = await reader.ReadAsync(cancellation).AsTask().WaitAsync(cancellation);
            ReadOnlySequence<byte> rest = DecodeLines(read.Buffer);
            if (read.IsCompleted && !rest.IsEmpty)
                Decode(rest);
            reader.AdvanceTo(read.IsCompleted ? read.Buffer.End : rest.Start, read.Buffer.End);
            await writer.FlushAsync(cancellation);
            if (read.IsCompleted)
                return;
        }
    }

    private ReadOnlySequence<byte> DecodeLines(ReadOnlySequence<byte> buffer)
    {
        while (buffer.PositionOf((byte)'\n') is { } end)
        {
            if (!_isAnswered)
                Decode(buffer.Slice(0, end));
            _isAnswered = false;
            buffer = buffer.Slice(buffer.GetPosition(1, end));
        }

        if (!_isAnswered && buffer.Length > LineBytesKept)
        {
            Decode(buffer);
            _isAnswered = true;
        }

        return _isAnswered ? buffer.Slice(buffer.End) : buffer;
    }

    private void Decode(ReadOnlySequence<byte> line)
    {
        ReadOnlySpan<byte> bytes = line.IsSingleSegment ? line.FirstSpan : line.ToArray();
        bytes = WithoutTime(bytes.TrimEnd("\r"u8));
        _decoder.Decode(bytes);
        DecodedJson.Write(writer, bytes, _decoder.Frame);
        writer.Write("\n"u8);
    }

    // "1619378326.134871: {...}": digits and a dot, a colon and a blank stand before the frame.
    private static ReadOnlySpan<byte> WithoutTime(ReadOnlySpan<byte> line)
    {
        int colon = line.IndexOf(": "u8);
        return colon > 0 && !line[..colon].ContainsAnyExcept(TimeSigns) ? line[(colon + 2)..] : line;
    }
}
