using System.Text.Json;
using KuCoinHft.Adapters.Disk;
using KuCoinHft.Engine;
using KuCoinHft.Engine.Journal;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Orders;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Latency;
using KuCoinHft.Exchange.Memory;
using KuCoinHft.Exchange.Recordings;
using KuCoinHft.Research.Backtest;
using KuCoinHft.Research.Report;
using KuCoinHft.Research.Trace;

namespace KuCoinHft.Research.Tests.Backtest;

/// <summary>Sessions whose private messages get lost: REST tells what they would have told.</summary>
public sealed class LostMessageTests
{
    private const int Events = 80_000;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Every_order_ends_and_the_position_is_the_ledgers(int seed)
    {
        using var session = new Session(seed, JournaledSession.Lively);

        session.Run();

        TestContext.Current.TestOutputHelper?.WriteLine(session.Describe());
        Assert.True(session.Pipeline.Orders.Open.Count == 0, session.Describe());
        Assert.Equal(session.Ledger(), session.Positions());
        Assert.True(session.Market is { LostEnds: > 1, LostMatches: > 1, LostAnswers: > 1, UnsentOrders: > 0 }, session.Describe());
        Assert.True(session.Pipeline.Orders.Counts is { EndedByRest: > 1, NeverAccepted: > 0 }, session.Describe());
        Assert.Equal(session.Pipeline.Orders.Counts.NeverAccepted, session.Pipeline.Risk.NeverAcceptedCount);
    }

    [Fact]
    public void Without_the_questions_a_symbol_stays_closed_and_its_position_wrong()
    {
        using var session = new Session(seed: 3, JournaledSession.Lively with { OrderSilenceNs = 3600 * Nanos.PerSecond });

        session.Run();

        TestContext.Current.TestOutputHelper?.WriteLine(session.Describe());
        Assert.InRange(session.Pipeline.Orders.Open.Count, 1, int.MaxValue);
        Assert.Equal(0, session.Pipeline.Orders.Counts.OrdersRequested);
        Assert.NotEqual(session.Ledger(), session.Positions());
    }

    [Fact]
    public void The_journal_of_such_a_session_gives_the_same_actions()
    {
        using var first = new TemporaryFolder();
        using var second = new TemporaryFolder();
        using (var session = new Session(seed: 1, JournaledSession.Lively, first.Path))
            session.Run();
        using (EngineModels models = Shipped.Models())
        using (var replay = new JournalReplay(first.Path, second.Path, models, JournaledSession.Lively))
        {
            replay.RunHere();
            Assert.InRange(replay.Pipeline.Orders.Counts.OrdersRequested, 10, long.MaxValue);
        }

        Assert.Null(JournalComparison.Compare(first.Path, second.Path));
        AssertEndsAreTold(first.Path);
    }

    // kchft why on the orders that only REST brought to an end.
    private static void AssertEndsAreTold(string folder)
    {
        var journal = new SessionJournal(folder);
        using EngineModels models = Shipped.Models();
        long[] asked = [.. new JournalActionsReader(folder).Actions.Where(action => action.Kind == ActionKind.RequestOrder).Select(action => action.OrderKey).Distinct().Take(3)];
        Assert.NotEmpty(asked);
        foreach (long key in asked)
        {
            WhyReport why = OrderWhy.Run(journal, models, OrderFinder.Find(journal, journal.ClientOid(key)), TestContext.Current.CancellationToken);
            Assert.Contains(why.Life, each => each.What == "asked");
            Assert.True(why.Life[^1].What is "filled by REST" or "canceled by REST" or "no such order" or "filled" or "canceled", why.Life[^1].What);
        }
    }

    /// <summary>The pipeline on the in-memory exchange with the losses in between.</summary>
    private sealed class Session : IDisposable
    {
        private readonly Recording _recording = EditedRecording.Beginning(Shipped.Binance, Events);
        private readonly EngineModels _models = Shipped.Models();
        private readonly InMemoryExchange _exchange;
        private readonly VirtualSession _session;
        private readonly List<JournalWriter> _journals = [];

        public Session(int seed, EngineSettings settings, string? folder = null)
        {
            _exchange = new InMemoryExchange(_recording, new AccountOptions(), new LatencyOptions());
            Market = new LossyMarket(new ExchangeMarket(_exchange), seed);
            Pipeline = new Pipeline(
                new PipelineParts
                {
                    Instruments = new InstrumentTable(_recording.Instruments),
                    Sources = [],
                    Gateway = Market,
                    FrameJournal = folder is null ? NoJournal.Instance : Journal(JournalFolder.FramesPath(folder), JournalHeader.FramesStream, settings),
                    ActionJournal = folder is null ? NoJournal.Instance : Journal(JournalFolder.ActionsPath(folder), JournalHeader.ActionsStream, settings),
                    AgentModels = _models.Agents,
                    MetaModel = _models.Meta,
                    Partners = PairTable.Of(_recording.Instruments),
                },
                settings);
            _session = new VirtualSession(Pipeline, Market, [.. _recording.Instruments.Select(i => i.Symbol)], settings.TimerPeriodNs);
        }

        public Pipeline Pipeline { get; }

        public LossyMarket Market { get; }

        public void Run() => _session.Run(cancellation: TestContext.Current.CancellationToken);

        /// <summary>Coins by pair as the exchange's ledger has them: what our trades received less what they gave.</summary>
        public decimal[] Ledger() => [.. _recording.Instruments.Select(i => -_exchange.Accounts.Single(a => a.Currency == i.BaseCurrency).House.MarketUnits / 100_000_000m)];

        /// <summary>Coins by pair as the engine has them.</summary>
        public decimal[] Positions() => [.. _recording.Instruments.Select(i => Pipeline.Risk.Positions.Lots(i.Id) / (decimal)PowersOfTen.Long(i.SizeDecimals))];

        public string Describe() =>
            $"lost: {Market.LostEnds} ends, {Market.LostMatches} matches, {Market.LostAnswers} answers, {Market.UnsentOrders} orders; {JsonSerializer.Serialize(Pipeline.Orders.Counts)}; "
            + $"open: {string.Join(' ', Enumerable.Range(0, Pipeline.Orders.Open.Count).Select(i => Describe(Pipeline.Orders.Open[i])))}";

        private static string Describe(OpenOrder order) => $"{order.Key} {order.State}, {order.MissingAnswers} times missed, asked {order.Requests} times, sent at {order.SentNs}";

        public void Dispose()
        {
            Pipeline.Dispose();
            _exchange.Dispose();
            _models.Dispose();
            foreach (JournalWriter journal in _journals)
                journal.Dispose();
        }

        private HousekeptJournal Journal(string path, string stream, EngineSettings settings)
        {
            _journals.Add(JournaledSession.Create(path, stream, _recording.Instruments, _models, settings, capacityBytes: 512L << 20));
            return new HousekeptJournal(_journals[^1]);
        }
    }
}
