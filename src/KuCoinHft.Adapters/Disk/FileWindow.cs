using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace KuCoinHft.Adapters.Disk;

/// <summary>A file's bytes at any offset, a buffer's worth at a time.</summary>
/// <remarks>Reads with read() instead of a mapping: a writer that cuts the file meanwhile then costs a short read, not a bus error.</remarks>
internal sealed class FileWindow : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly int _bytesMin;
    private byte[] _buffer;
    private long _start;
    private int _length;

    /// <param name="bytesMin">What <see cref="At"/> gives at least, short of the end of the file; the buffer holds at least four times that, so that refilling rereads little.</param>
    public FileWindow(string path, int bytesMin)
    {
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        _buffer = ArrayPool<byte>.Shared.Rent(4 * bytesMin);
        _bytesMin = bytesMin;
        Fill(0);
    }

    /// <summary>The bytes from <paramref name="offset"/> on; empty at the end of the file. Valid until the next call.</summary>
    public ReadOnlySpan<byte> At(long offset)
    {
        bool isInside = offset >= _start && offset <= _start + _length;
        bool isLastPart = _length < _buffer.Length;
        if (!isInside || (!isLastPart && _start + _length - offset < _bytesMin))
            Fill(offset);
        return _buffer.AsSpan((int)(offset - _start), _length - (int)(offset - _start));
    }

    public void Dispose()
    {
        _file.Dispose();
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _length = 0;
    }

    private void Fill(long offset)
    {
        _start = offset;
        _length = 0;
        while (_length < _buffer.Length)
        {
            int count = RandomAccess.Read(_file, _buffer.AsSpan(_length), offset + _length);
            if (count == 0)
                return;
            _length += count;
        }
    }
}
