using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Market;

namespace KuCoinHft.Engine.Tests.Book;

/// <summary>A market, a network and a gateway by seed, as a list of messages and their times; every part of the list is a script as well.</summary>
internal sealed class BookScript
{
    private const long Middle = 100_000;
    private readonly Random _random;
    private readonly List<(BookMessage Message, long NowNs)> _steps = [];
    private readonly List<BookMessage> _sent = [];
    private readonly LinkedList<BookMessage> _parts = [];
    private readonly short _symbolId;
    private long _sequence;
    private long _nowNs;

    private BookScript(Random random, short symbolId)
    {
        _random = random;
        _symbolId = symbolId;
        _sequence = random.Next(100, 1_000_000);
    }

    /// <summary>A script of two symbols, whose messages come in any order.</summary>
    public static List<(BookMessage Message, long NowNs)> Make(int seed, int steps)
    {
        var random = new Random(seed);
        BookScript[] symbols = [new BookScript(random, 0), new BookScript(random, 1)];
        var script = new List<(BookMessage, long)>();
        while (script.Count < steps)
        {
            BookScript symbol = symbols[random.Next(8) == 0 ? 1 : 0];
            symbol._nowNs = Math.Max(symbols[0]._nowNs, symbols[1]._nowNs);
            symbol.Step();
            script.AddRange(symbol._steps);
            symbol._steps.Clear();
        }

        return script;
    }

    private void Step()
    {
        switch (_random.Next(100))
        {
            case < 62:
                Deliver(Next());
                break;
            case < 66:
                // Lost on the way.
                Next();
                break;
            case < 69:
                if (_sent.Count > 0)
                    Deliver(_sent[_random.Next(Math.Max(0, _sent.Count - 20), _sent.Count)]);
                break;
            case < 73:
                Reorder();
                break;
            case < 80:
                SendSnapshot();
                break;
            case < 93:
                if (_parts.Count > 0)
                    DeliverPart();
                break;
            case < 95:
                SpoilParts();
                break;
            case < 98:
                _nowNs += _random.NextInt64(3 * Nanos.PerSecond);
                Deliver(BookRig.Timer());
                break;
            case 98:
                Deliver(new BookMessage(_random.Next(2) == 0 ? UpdateKind.Ticker : UpdateKind.Bad, 0, 0, []));
                break;
            default:
                Reconnect();
                break;
        }
    }

    // One to five sequences in one message; it may overlap what was sent before, hold several rows of a price (in order, the last counts) and rows of any age.
    private BookMessage Next()
    {
        int overlap = _random.Next(6) == 0 ? _random.Next(1, 6) : 0;
        long start = Math.Max(1, _sequence + 1 - overlap);
        _sequence += _random.Next(1, 6);
        var rows = new BookLevelChange[_random.Next(5)];
        for (int i = 0; i < rows.Length; i++)
            rows[i] = Row(_random.NextInt64(start, _sequence + 1));
        // KuCoin does not order the rows of a message, but names a price once only; where it is named twice here, the later sequence stands behind.
        if (rows.DistinctBy(row => (row.Side, row.PriceTicks)).Count() < rows.Length)
            Array.Sort(rows, (a, b) => a.Sequence.CompareTo(b.Sequence));
        BookMessage made = BookRig.Increment(start, _sequence, rows);
        _sent.Add(made);
        return made;
    }

    private BookLevelChange Row(long sequence)
    {
        if (_random.Next(15) == 0)
            return BookRig.Bid(0, _random.Next(2), sequence);
        long size = _random.Next(3) == 0 ? 0 : _random.Next(1, 50);
        // Now and then behind the other side's best: a crossed book.
        long distance = _random.Next(400) == 0 ? -_random.Next(1, 8) : _random.Next(1, 16);
        return _random.Next(2) == 0 ? BookRig.Bid(Middle - distance, size, sequence) : BookRig.Ask(Middle + distance, size, sequence);
    }

    private void Reorder()
    {
        BookMessage first = Next();
        Deliver(Next());
        Deliver(first);
    }

    // Mostly of about now; at times from long ago or from before the session, or of a moment still to come.
    private void SendSnapshot()
    {
        long sequence = Math.Max(1, _sequence + _random.Next(8) switch { 0 => -_random.Next(100), 1 => _random.Next(1, 10), _ => -_random.Next(4) });
        int parts = _random.Next(1, 5);
        for (int part = 1; part <= parts; part++)
        {
            var levels = new BookLevelChange[_random.Next(7)];
            for (int i = 0; i < levels.Length; i++)
                levels[i] = Row(0);
            // A snapshot has no row that only moves the sequence.
            _parts.AddLast(BookRig.Part(sequence, part, parts, [.. levels.Where(level => level.PriceTicks != 0)]));
        }

        if (_random.Next(3) != 0)
        {
            while (_parts.Count > 0)
                DeliverPart();
        }
    }

    private void DeliverPart()
    {
        BookMessage part = _parts.First!.Value;
        _parts.RemoveFirst();
        Deliver(part);
        if (_random.Next(20) == 0)
            Deliver(part);
    }

    // Lost, out of order, or of another number of parts.
    private void SpoilParts()
    {
        if (_parts.Count == 0)
            return;
        BookMessage part = _parts.First!.Value;
        _parts.RemoveFirst();
        if (_random.Next(3) == 0)
            _parts.AddLast(part);
        else if (_random.Next(2) == 0)
            _parts.AddFirst(part with { Parts = (short)(part.Parts + 1) });
    }

    private void Reconnect()
    {
        _parts.Clear();
        _sequence += _random.Next(2_000);
        _nowNs += Nanos.PerSecond;
        SendSnapshot();
    }

    private void Deliver(BookMessage message) => _steps.Add((message with { SymbolId = _symbolId }, ++_nowNs));
}
