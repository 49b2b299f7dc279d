using KuCoinHft.Engine.Book;
using KuCoinHft.Engine.Market;

namespace KuCoinHft.Engine.Tests.Book;

/// <summary>Random feeds with every fault we know of, against the exchange's own book.</summary>
public sealed class BookModelTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_live_book_is_the_exchanges_book_whatever_was_lost_on_the_way(int seed)
    {
        var feed = new FaultyFeed(seed);
        for (int step = 0; step < 600; step++)
            feed.Step();

        feed.Heal();

        Assert.True(feed.Rig.Book.IsLive, $"seed {seed}: the book recovers when the faults end");
        Assert.True(feed.LiveCount > 50, $"seed {seed}: the book was live {feed.LiveCount} times");
        Assert.True(feed.Rig.Book.Counts.Gaps > 0, $"seed {seed}: gaps occurred");
    }

    /// <summary>Market, network and gateway by seed.</summary>
    private sealed class FaultyFeed
    {
        private readonly int _seed;
        private readonly Random _random;
        private readonly ExchangeBook _exchange;
        private readonly Queue<BookMessage> _increments = new();
        private readonly LinkedList<BookMessage> _parts = new();
        private readonly List<BookMessage> _past = [];
        private long _sent;
        private long _received;
        private long _nowNs = 1_000_000;
        private long _wantedNs = long.MinValue;
        private long _snapshotsWanted;
        private bool _isHealthy;

        public FaultyFeed(int seed)
        {
            _seed = seed;
            _random = new Random(seed);
            _exchange = new ExchangeBook(_random, levels: 25);
            _sent = _exchange.FirstSequence;
            _exchange.Change(30);
        }

        public BookRig Rig { get; } = new();

        public int LiveCount { get; private set; }

        public void Step()
        {
            switch (_random.Next(10))
            {
                case < 5:
                    MakeIncrement();
                    break;
                case < 7:
                    if (_increments.Count > 0)
                        Deliver(_increments.Dequeue());
                    if (_parts.Count > 0)
                        DeliverPart();
                    break;
                case 7:
                    while (_increments.Count > 0)
                        Deliver(_increments.Dequeue());
                    break;
                case 8:
                    while (_parts.Count > 0)
                        DeliverPart();
                    break;
                default:
                    Fault();
                    break;
            }
        }

        /// <summary>No more faults: one timer after the patience, one snapshot, and all that is on its way.</summary>
        public void Heal()
        {
            _isHealthy = true;
            _parts.Clear();
            while (_increments.Count > 0)
                Deliver(_increments.Dequeue());
            MakeIncrement();
            Deliver(_increments.Dequeue());
            for (int i = 0; i < 3 && !Rig.Book.IsLive; i++)
            {
                _nowNs += 2 * Nanos.PerSecond;
                Deliver(BookRig.Timer());
                while (_parts.Count > 0)
                    DeliverPart();
            }
        }

        private void Fault()
        {
            _nowNs += _random.NextInt64(Nanos.PerSecond);
            switch (_random.Next(6))
            {
                case 0 when _increments.Count > 0:
                    _increments.Dequeue();
                    break;
                case 1 when _past.Count > 0:
                    Deliver(_past[_random.Next(_past.Count)]);
                    break;
                case 2 when _parts.Count > 0:
                    _parts.RemoveFirst();
                    break;
                case 3 when _parts.Count > 1:
                    (BookMessage first, BookMessage last) = (_parts.First!.Value, _parts.Last!.Value);
                    (_parts.First.Value, _parts.Last.Value) = (last, first);
                    break;
                case 4:
                    // Nobody asked for it, and it may be from long ago.
                    SendSnapshot(_random.NextInt64(_exchange.FirstSequence, _exchange.LastSequence + 1));
                    break;
                default:
                    Deliver(BookRig.Timer());
                    break;
            }
        }

        private void MakeIncrement()
        {
            int count = _random.Next(1, 6);
            while (_sent + count > _exchange.LastSequence)
                _exchange.Change(10);
            _increments.Enqueue(_exchange.Increment(_sent + 1, _sent + count));
            _sent += count;
        }

        private void SendSnapshot(long sequence)
        {
            foreach (BookMessage part in _exchange.Snapshot(sequence, levelsPerPart: 7))
                _parts.AddLast(part);
        }

        private void DeliverPart()
        {
            BookMessage part = _parts.First!.Value;
            _parts.RemoveFirst();
            Deliver(part);
        }

        private void Deliver(BookMessage message)
        {
            if (message.Kind == Engine.Decode.UpdateKind.Level2)
            {
                _past.Add(message);
                _received = Math.Max(_received, message.End);
            }

            TopOfBook top = Rig.Feed(message, ++_nowNs);
            Check(message, top);
            if ((top.Flags & BookFlags.WantsSnapshot) == 0)
                return;
            // The gateway answers with a book between what was sent last and now, or does not answer.
            if (_isHealthy || _random.Next(8) != 0)
                SendSnapshot(_isHealthy ? _sent : _random.NextInt64(Math.Max(_exchange.FirstSequence, _sent - 3), _sent + 1));
        }

        private void Check(BookMessage message, TopOfBook top)
        {
            string where = $"seed {_seed}, after {message.Kind} {message.Start}-{message.End} part {message.Part} of {message.Parts}";
            BookBuilder book = Rig.Book;
            BookCounts counts = book.Counts;
            Assert.True(counts.Level2 == counts.Old + counts.Applied + book.Pending.Kept + book.Pending.Forgotten, where);
            CheckWants(message, top, where);
            Assert.Equal(book.IsLive, top.IsLive);
            if (!book.IsLive)
                return;
            LiveCount++;
            Assert.True(book.Sequence >= _received, $"{where}: live at {book.Sequence}, though {_received} was received");
            List<(long, long)> bids = _exchange.Levels(Side.Buy, book.Sequence);
            List<(long, long)> asks = _exchange.Levels(Side.Sell, book.Sequence);
            Assert.True(bids.SequenceEqual(BookRig.Levels(book.Bids)), where);
            Assert.True(asks.SequenceEqual(BookRig.Levels(book.Asks)), where);
            for (int depth = 0; depth < Limits.TopLevels; depth++)
            {
                Assert.Equal(bids.ElementAtOrDefault(depth), (top.Bids[depth].PriceTicks, top.Bids[depth].SizeLots));
                Assert.Equal(asks.ElementAtOrDefault(depth), (top.Asks[depth].PriceTicks, top.Asks[depth].SizeLots));
            }
        }

        // Asked for when the book stops being live, when a snapshot turned out to be of no use, and when it has not come for two seconds; never else.
        private void CheckWants(BookMessage message, TopOfBook top, string where)
        {
            bool wants = (top.Flags & BookFlags.WantsSnapshot) != 0;
            Assert.True(Rig.Book.Counts.SnapshotsWanted == _snapshotsWanted + (wants ? 1 : 0), where);
            if (!wants)
                return;
            _snapshotsWanted++;
            bool isUseless = message.Kind == Engine.Decode.UpdateKind.SnapshotPart;
            bool isLate = message.Kind == Engine.Decode.UpdateKind.Timer && _nowNs - _wantedNs >= 2 * Nanos.PerSecond;
            bool isFirst = _snapshotsWanted == 1 || (top.Flags & BookFlags.Gap) != 0;
            Assert.True(isUseless || isLate || isFirst, where);
            _wantedNs = _nowNs;
        }
    }
}
