using System.IO.Compression;

namespace KuCoinHft.Exchange.Recordings;

/// <summary>The bytes of a gzip file followed by one more gzip member, whose content is <see cref="Mark"/> on a line of its own.</summary>
/// <remarks>
/// .NET reads a cut gzip file as if it ended there. Members follow one another in a gzip file (RFC 1952 section 2.2), so the mark comes out last if and
/// only if the member before it was whole; the size in the trailer would not do, as a file may have several members.
/// </remarks>
internal sealed class EndMarkedGzip(FileStream file) : Stream
{
    private readonly byte[] _end = Compress(Mark);
    private int _given;

    /// <summary>A line that no recording has.</summary>
    public static ReadOnlySpan<byte> Mark => "\u0004end of gzip"u8;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int count = file.Read(buffer);
        if (count > 0 || buffer.IsEmpty)
            return count;
        count = Math.Min(buffer.Length, _end.Length - _given);
        _end.AsSpan(_given, count).CopyTo(buffer);
        _given += count;
        return count;
    }

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            file.Dispose();
        base.Dispose(disposing);
    }

    private static byte[] Compress(ReadOnlySpan<byte> mark)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest))
        {
            gzip.WriteByte((byte)'\n');
            gzip.Write(mark);
        }

        return bytes.ToArray();
    }
}
