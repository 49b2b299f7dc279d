using KuCoinHft.Adapters.Disk;
using KuCoinHft.Engine.Journal;

namespace KuCoinHft.Cli.Journal;

/// <summary>The records of all streams of a journal in the order of their sequence: a frame, then what was decided and done about it.</summary>
internal sealed class JournalRecords : IDisposable
{
    private readonly JournalReader[] _readers;
    private readonly bool[] _isHeld;
    private readonly List<JournalEnd> _damage = [];
    private int _at = -1;

    /// <exception cref="IOException">There is no journal at that place, or it cannot be opened.</exception>
    public JournalRecords(string path)
    {
        _readers = [.. JournalStreams.Of(path).Select(stream => new JournalReader(stream))];
        _isHeld = new bool[_readers.Length];
        for (int i = 0; i < _readers.Length; i++)
            Advance(i);
    }

    public IEnumerable<JournalHeader> Headers => _readers.Select(reader => reader.Header).OfType<JournalHeader>();

    /// <summary>The record that the last true <see cref="MoveNext"/> moved to; its payload is valid until the next call.</summary>
    public JournalRecord Current => _readers[_at].Current;

    /// <summary>Header of the stream that <see cref="Current"/> is of; null when none was readable.</summary>
    public JournalHeader? Header => _readers[_at].Header;

    /// <summary>Damage that was passed over.</summary>
    public IReadOnlyList<JournalEnd> Damage => _damage;

    public bool MoveNext()
    {
        if (_at >= 0)
            Advance(_at);
        _at = -1;
        for (int i = 0; i < _readers.Length; i++)
        {
            if (_isHeld[i] && (_at < 0 || _readers[i].Current.Sequence < _readers[_at].Current.Sequence))
                _at = i;
        }

        return _at >= 0;
    }

    public void Dispose()
    {
        foreach (JournalReader reader in _readers)
            reader.Dispose();
    }

    private void Advance(int i)
    {
        JournalReader reader = _readers[i];
        while (!(_isHeld[i] = reader.MoveNext()))
        {
            if (!reader.End.IsComplete)
                _damage.Add(reader.End);
            if (!reader.TryGoOn())
                return;
        }
    }
}
