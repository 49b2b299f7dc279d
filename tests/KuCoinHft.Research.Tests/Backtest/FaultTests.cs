using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using KuCoinHft.Adapters.Disk;
using KuCoinHft.Engine;
using KuCoinHft.Engine.Journal;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Risk;
using KuCoinHft.Exchange.Faults;
using KuCoinHft.Exchange.Latency;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Memory;
using KuCoinHft.Exchange.Recordings;
using KuCoinHft.Research.Backtest;

namespace KuCoinHft.Research.Tests.Backtest;

/// <summary>The engine against an exchange where things go wrong; the exchange's ledger is the oracle.</summary>
public sealed class FaultTests
{
    private const int Events = 80_000;

    private const string All = """
        {"name":"answerLost","probability":0.1},{"name":"answerError","probability":0.1},{"name":"fillDuplicated","probability":0.3},
        {"name":"fillBeforeAck","probability":0.2,"delayMs":300},{"name":"fillDropped","probability":0.2},{"name":"cancelFillRace","probability":0.5,"delayMs":800},
        {"name":"pushWithoutOrderId","probability":0.3},{"name":"sequenceGap","probability":0.0005},{"name":"staleSnapshot","probability":0.5},
        {"name":"rateLimitStorm","atSeconds":20,"forSeconds":3},{"name":"silentSocket","atSeconds":40,"forSeconds":4},
        {"name":"halfOpen","atSeconds":60,"forSeconds":3},{"name":"restart","atSeconds":80,"forSeconds":3}
        """;

    [Theory]
    [InlineData("answerLost", """{"name":"answerLost","probability":0.3}""")]
    [InlineData("answerError", """{"name":"answerError","probability":0.3}""")]
    [InlineData("answerError", """{"name":"answerError","probability":0.3,"code":"408000"}""")]
    [InlineData("fillDuplicated", """{"name":"fillDuplicated","probability":0.5}""")]
    [InlineData("fillBeforeAck", """{"name":"fillBeforeAck","probability":0.5,"delayMs":700}""")]
    [InlineData("fillDropped", """{"name":"fillDropped","probability":0.3}""")]
    [InlineData("cancelFillRace", """{"name":"cancelFillRace","probability":1,"delayMs":1500}""")]
    [InlineData("pushWithoutOrderId", """{"name":"pushWithoutOrderId","probability":0.5}""")]
    [InlineData("rateLimitStorm", """{"name":"rateLimitStorm","atSeconds":20,"forSeconds":20}""")]
    [InlineData("silentSocket", """{"name":"silentSocket","atSeconds":20,"forSeconds":20,"socket":"trade"}""")]
    [InlineData("silentSocket", """{"name":"silentSocket","atSeconds":20,"forSeconds":20,"socket":"feed"}""")]
    [InlineData("sequenceGap", """{"name":"sequenceGap","probability":0.001}""")]
    [InlineData("staleSnapshot", """{"name":"sequenceGap","probability":0.001},{"name":"staleSnapshot","probability":0.5}""")]
    [InlineData("halfOpen", """{"name":"halfOpen","atSeconds":20,"forSeconds":20,"socket":"trade"}""")]
    [InlineData("restart", """{"name":"restart","atSeconds":20,"forSeconds":10}""")]
    [InlineData("fillDropped", All)]
    public void Position_and_money_are_the_ledgers_or_the_engine_says_that_it_does_not_know(string fault, string faults)
    {
        bool isPassive = fault == "cancelFillRace";
        using var session = new Session(Plan(faults, seed: 1), isPassive ? JournaledSession.Lively with { Risk = JournaledSession.Lively.Risk with { IsEntryPassive = true } } : JournaledSession.Lively);
        session.Run();
        TestContext.Current.TestOutputHelper?.WriteLine(session.Describe());
        Assert.True(session.Faults[fault] > 0, "The fault never struck.");
        Assert.InRange(session.Pipeline.Orders.Counts.Fills, 5, long.MaxValue);
        session.AssertAgrees(arePricesLost: fault == "fillDropped");
    }

    [Fact]
    public void The_comparison_sees_a_fill_that_the_engine_never_learns_of()
    {
        // The questions are what heals: without them a dropped fill stays unknown, and the comparison has to say so.
        using var session = new Session(Plan("""{"name":"fillDropped","probability":0.3}""", seed: 1), JournaledSession.Lively with { OrderSilenceNs = 3600 * Nanos.PerSecond });
        session.Run();
        Assert.NotEqual(session.Ledger(), session.Positions());
        Assert.NotEmpty(session.Unknown());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Equal_seeds_give_equal_bytes(int seed)
    {
        string first = Hash(seed), second = Hash(seed);
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}: {first}");
        Assert.Equal(first, second);
        Assert.NotEqual(first, Hash(seed + 10));
    }

    private static FaultPlan Plan(string faults, long seed) => new(FaultTable.Parse(Encoding.UTF8.GetBytes($$"""{"faults":[{{faults}}]}"""), "table"), seed);

    // Both streams of the journal: every frame that came, every decision and action.
    private static string Hash(long seed)
    {
        using var folder = new TemporaryFolder();
        Recording recording = EditedRecording.Beginning(RecordingCatalog.Open(RecordingCatalog.Binance2024), 30_000);
        using (EngineModels models = Shipped.Models())
        using (JournalWriter frames = Create(JournalFolder.FramesPath(folder.Path), JournalHeader.FramesStream, recording, models))
        using (JournalWriter actions = Create(JournalFolder.ActionsPath(folder.Path), JournalHeader.ActionsStream, recording, models))
        using (var session = new SimulatedSession(recording, models, JournaledSession.Lively, new HousekeptJournal(frames), new HousekeptJournal(actions), faults: Plan(All, seed)))
        {
            session.Run();
            Assert.True(session.FaultCounts.Values.Sum() > 20, "Too few faults to speak of.");
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string file in Directory.GetFiles(folder.Path).Order(StringComparer.Ordinal))
            hash.AppendData(File.ReadAllBytes(file));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static JournalWriter Create(string path, string stream, Recording recording, EngineModels models) =>
        JournaledSession.Create(path, stream, recording.Instruments, models, JournaledSession.Lively, capacityBytes: 256L << 20);

    /// <summary>The pipeline on the in-memory exchange with faults.</summary>
    private sealed class Session : IDisposable
    {
        private readonly Recording _recording = EditedRecording.Beginning(Shipped.Binance, Events);
        private readonly EngineModels _models = Shipped.Models();
        private readonly InMemoryExchange _exchange;
        private readonly VirtualSession _session;

        public Session(FaultPlan plan, EngineSettings settings)
        {
            _exchange = new InMemoryExchange(_recording, new AccountOptions(), new LatencyOptions(), faults: plan);
            var market = new QuietMarket(new ExchangeMarket(_exchange));
            Pipeline = new Pipeline(
                new PipelineParts
                {
                    Instruments = new InstrumentTable(_recording.Instruments),
                    Sources = [],
                    Gateway = market,
                    FrameJournal = NoJournal.Instance,
                    ActionJournal = NoJournal.Instance,
                    AgentModels = _models.Agents,
                    MetaModel = _models.Meta,
                    Partners = PairTable.Of(_recording.Instruments),
                },
                settings);
            _session = new VirtualSession(Pipeline, market, [.. _recording.Instruments.Select(i => i.Symbol)], settings.TimerPeriodNs);
        }

        public Pipeline Pipeline { get; }

        public IReadOnlyDictionary<string, long> Faults => _exchange.FaultCounts;

        public void Run() => _session.Run(cancellation: TestContext.Current.CancellationToken);

        /// <summary>Coins by pair as the ledger has them.</summary>
        public decimal[] Ledger() => [.. _recording.Instruments.Select(i => Traded(i.BaseCurrency))];

        /// <summary>Coins by pair as the engine has them.</summary>
        public decimal[] Positions() => [.. _recording.Instruments.Select(i => Pipeline.Risk.Positions.Lots(i.Id) / (decimal)PowersOfTen.Long(i.SizeDecimals))];

        /// <summary>Symbols with an order whose end the engine has not heard of.</summary>
        public string[] Unknown() => [.. Enumerable.Range(0, Pipeline.Orders.Open.Count).Select(i => _recording.Instruments[Pipeline.Orders.Open[i].SymbolId].Symbol)];

        public void AssertAgrees(bool arePricesLost)
        {
            string[] unknown = Unknown();
            for (int i = 0; i < _recording.Instruments.Count; i++)
                Assert.True(unknown.Contains(_recording.Instruments[i].Symbol) || Ledger()[i] == Positions()[i], Describe());
            if (unknown.Length > 0)
                return;
            decimal better = Cash() - Traded("USDT"), rounding = 0.00000001m * RoundingsMax;

            // A fill whose own push never came is known by its size alone: the engine books it at the order's limit, which is worse than what was paid.
            Assert.True(better <= rounding && (arePricesLost || better >= -rounding), Describe());
        }

        public string Describe() =>
            $"{JsonSerializer.Serialize(Faults)}; ledger {string.Join(' ', Ledger())} and {Traded("USDT")} USDT, engine {string.Join(' ', Positions())} and {Cash()} USDT; "
            + $"open: {string.Join(' ', Unknown())}; {JsonSerializer.Serialize(Pipeline.Orders.Counts)}";

        public void Dispose()
        {
            Pipeline.Dispose();
            _exchange.Dispose();
            _models.Dispose();
        }

        // A unit for every fill: each side rounds funds of a fill once, and a row of REST gives the mean price of several.
        private long RoundingsMax => 1 + _exchange.Statement().FillCount + Pipeline.Risk.Positions.FillCount;

        private decimal Traded(string currency) => -_exchange.Accounts.Single(a => a.Currency == currency).House.MarketUnits / 100_000_000m;

        // The engine's profit is cash plus positions at their marks, after fees at the configured rate.
        private decimal Cash()
        {
            PositionBook book = Pipeline.Risk.Positions;
            long quote = book.ProfitQuote() + book.FeesQuote - _recording.Instruments.Sum(i => i.FundsQuote(book.MarkTicks(i.Id), book.Lots(i.Id)));
            return quote / 100_000_000m;
        }
    }
}
