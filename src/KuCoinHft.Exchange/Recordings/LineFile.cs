using System.IO.Compression;

namespace KuCoinHft.Exchange.Recordings;

/// <summary>The lines of one recorded file, plain or gzip, one at a time.</summary>
/// <remarks>
/// Whether it is gzip is read from its first two bytes, so a renamed file opens all the same.
/// Errors: <see cref="RecordingException"/> where the file is missing, unreadable, or its gzip stream is cut or damaged.
/// </remarks>
internal sealed class LineFile : IDisposable
{
    private readonly Stream _bytes;
    private readonly bool _isGzip;
    private byte[] _buffer = new byte[64 << 10];
    private int _begin;
    private int _end;

    private LineFile(string path, Stream bytes, bool isGzip)
    {
        _isGzip = isGzip;
        Path = path;
        Name = System.IO.Path.GetFileName(path);
        _bytes = bytes;
    }

    public string Path { get; }

    public string Name { get; }

    /// <summary>Number of the line last read, from 1.</summary>
    public long LineNumber { get; private set; }

    public static LineFile Open(string path)
    {
        try
        {
            FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 64 << 10);
            try
            {
                bool gzip = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
                file.Position = 0;
                return new LineFile(path, gzip ? new GZipStream(new EndMarkedGzip(file), CompressionMode.Decompress) : file, gzip);
            }
            catch
            {
                file.Dispose();
                throw;
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new RecordingException($"{path} cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>The next line without its end, valid until the next call; false at the end of the file.</summary>
    public bool TryRead(out ReadOnlyMemory<byte> line)
    {
        int searched = 0;
        while (true)
        {
            int length = _buffer.AsSpan(_begin + searched, _end - _begin - searched).IndexOf((byte)'\n');
            if (length >= 0)
            {
                line = Take(searched + length);
                _begin++;
                return true;
            }

            searched = _end - _begin;
            if (!Fill())
                return TryTakeRest(out line);
        }
    }

    /// <summary>An error at the line last read.</summary>
    public RecordingException Fault(string what, Exception? cause = null) =>
        cause is null ? new RecordingException($"{Name}:{LineNumber}: {what}") : new RecordingException($"{Name}:{LineNumber}: {what}", cause);

    public void Dispose() => _bytes.Dispose();

    // What stands after the last line end: the mark of a whole gzip file, or a line that was never ended.
    private bool TryTakeRest(out ReadOnlyMemory<byte> line)
    {
        line = _buffer.AsMemory(_begin, _end - _begin);
        if (!_isGzip && line.Length > 0)
        {
            line = Take(line.Length);
            return true;
        }

        if (_isGzip && !line.Span.SequenceEqual(EndMarkedGzip.Mark))
            throw Damage("its gzip stream has no end", null);
        return false;
    }

    private RecordingException Damage(string how, Exception? cause)
    {
        string message = $"{Path} cannot be read after line {LineNumber}: it is cut or damaged ({how}). Fetch it anew.";
        return cause is null ? new RecordingException(message) : new RecordingException(message, cause);
    }

    private ReadOnlyMemory<byte> Take(int length)
    {
        ReadOnlyMemory<byte> line = _buffer.AsMemory(_begin, length);
        _begin += length;
        LineNumber++;
        return length > 0 && line.Span[^1] == '\r' ? line[..^1] : line;
    }

    private bool Fill()
    {
        if (_begin > 0)
        {
            _buffer.AsSpan(_begin, _end - _begin).CopyTo(_buffer);
            (_begin, _end) = (0, _end - _begin);
        }

        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, _buffer.Length * 2);
        int count;
        try
        {
            count = _bytes.Read(_buffer, _end, _buffer.Length - _end);
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException)
        {
            throw Damage(failure.Message.TrimEnd('.'), failure);
        }

        _end += count;
        return count > 0;
    }
}
