using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;
using KuCoinHft.Engine.Journal;

namespace KuCoinHft.Adapters.Disk;

/// <summary>How a <see cref="JournalFile"/> is made.</summary>
/// <param name="CapacityBytes">Room for the header and all records; the file is sparse, so unused room takes no disk.</param>
/// <param name="TouchedBytes">How much of it the constructor touches, so that appends there meet no page fault.</param>
/// <param name="Overwrite">Replaces an existing journal; without it one is refused.</param>
public readonly record struct JournalFileOptions(long CapacityBytes, long TouchedBytes = 64L << 20, bool Overwrite = false);

/// <summary>One journal stream in a memory-mapped file.</summary>
/// <remarks>
/// Crash safety: an append is a copy into the page cache, so a killed process loses nothing that was appended; a power cut may lose the last seconds.
/// No length is kept: <see cref="JournalReader"/> finds the end from the records. Dispose cuts the file to the length used.
/// Thread: one worker appends; <see cref="TouchAhead"/> may run on another. What if full: refuses.
/// </remarks>
public sealed unsafe class JournalFile : IJournalSink, IDisposable
{
    // The smallest page there is; touching a larger one twice does no harm.
    private const int PageBytes = 4096;

    private readonly FileStream _stream;
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private readonly long _capacityBytes;
    private byte* _bytes;
    private long _usedBytes;
    private long _touchedBytes;

    /// <exception cref="ArgumentException">The capacity does not hold the header.</exception>
    /// <exception cref="IOException">A journal stands there already, or the disk has less room than the capacity.</exception>
    public JournalFile(string path, JournalHeader header, JournalFileOptions options)
    {
        ArgumentNullException.ThrowIfNull(header);
        byte[] headerBytes = header.Encode();
        if (options.CapacityBytes < headerBytes.Length)
            throw new ArgumentException($"A journal of {options.CapacityBytes} bytes has no room for its header of {headerBytes.Length}; give a larger capacity.", nameof(options));
        Path = System.IO.Path.GetFullPath(path);
        string folder = System.IO.Path.GetDirectoryName(Path)!;
        Directory.CreateDirectory(folder);
        RequireRoom(folder, options.CapacityBytes);
        _stream = Create(Path, options.Overwrite);
        _capacityBytes = options.CapacityBytes;
        try
        {
            _map = MemoryMappedFile.CreateFromFile(_stream, null, _capacityBytes, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
            _view = _map.CreateViewAccessor(0, _capacityBytes, MemoryMappedFileAccess.ReadWrite);
        }
        catch
        {
            _view?.Dispose();
            _map?.Dispose();
            _stream.Dispose();
            File.Delete(Path);
            throw;
        }

        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _bytes);
        // SAFETY: the capacity holds the header, checked above, and the view is as long as the capacity.
        headerBytes.CopyTo(new Span<byte>(_bytes, headerBytes.Length));
        _usedBytes = headerBytes.Length;
        TouchAhead(options.TouchedBytes);
    }

    public string Path { get; }

    /// <summary>Bytes of header and records so far.</summary>
    public long UsedBytes => Volatile.Read(ref _usedBytes);

    public bool TryAppend(long sequence, long receiveNs, byte source, JournalKind kind, byte detail, ReadOnlySpan<byte> payload)
    {
        if (_bytes == null)
            return false;

        // SAFETY: used never exceeds the capacity, which is the view's length. A span holds at most 2 GiB, more than any record takes.
        var room = new Span<byte>(_bytes + _usedBytes, (int)Math.Min(int.MaxValue, _capacityBytes - _usedBytes));
        if (!JournalRecord.TryEncode(room, sequence, receiveNs, source, kind, detail, payload, out int length))
            return false;
        Volatile.Write(ref _usedBytes, _usedBytes + length);
        return true;
    }

    /// <summary>Touches the pages up to <paramref name="bytes"/> past what is used, so that the appending worker finds them mapped.</summary>
    /// <remarks>Thread: any one, such as the housekeeping worker, beside the appending one; not beside <see cref="Dispose"/>.</remarks>
    public void TouchAhead(long bytes)
    {
        if (_bytes == null)
            return;
        long end = Math.Min(_capacityBytes, UsedBytes + bytes);
        long page = Math.Max(_touchedBytes, UsedBytes / PageBytes * PageBytes);

        // SAFETY: page stays below the capacity. The atomic OR with zero changes nothing, even where the other thread writes at that moment.
        for (; page <= end - sizeof(int); page += PageBytes)
            Interlocked.Or(ref Unsafe.AsRef<int>(_bytes + page), 0);
        _touchedBytes = page;
    }

    /// <summary>Cuts the file to its used length and closes it; the appending worker has stopped.</summary>
    public void Dispose()
    {
        if (_bytes == null)
            return;
        _bytes = null;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _map.Dispose();
        _stream.SetLength(_usedBytes);
        _stream.Dispose();
    }

    private static FileStream Create(string path, bool overwrite)
    {
        if (!overwrite && File.Exists(path))
            throw new IOException($"The journal {path} exists already. Give another folder, or say overwrite to lose it.");

        // Deleted, not cut: a process that still has the old file mapped goes on writing to nowhere instead of dying of a bus error.
        if (overwrite)
            File.Delete(path);
        return new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read);
    }

    // A sparse page that finds the disk full ends the process with a bus error, in the middle of trading. Better refused here.
    private static void RequireRoom(string folder, long capacityBytes)
    {
        long freeBytes = new DriveInfo(folder).AvailableFreeSpace;
        if (freeBytes < capacityBytes)
            throw new IOException($"The disk of {folder} has {freeBytes} bytes free, the journal needs {capacityBytes}. Free some, or give a smaller capacity.");
    }
}
