namespace KuCoinHft.Ring.Tests;

public sealed class PlacementTests
{
    private static readonly string[] Stages = ["intake", "decode", "book", "orders", "journal", "send"];

    [Theory]
    [InlineData("intake..send @1 yield", "intake..send @1 yield")]
    [InlineData("intake..send", "intake..send yield")]
    [InlineData("  intake .. send@1\tspin ", "intake..send @1 spin")]
    [InlineData("decode..send @1 yield; intake, journal @0 yield", "intake, journal @0 yield; decode..orders, send @1 yield")]
    [InlineData("send, intake..decode yield @0; orders,journal,book spin @1", "intake, decode, send @0 yield; book..journal @1 spin")]
    [InlineData("intake..send spin!", "intake..send spin!")]
    [InlineData("intake..send @0 spin !", "intake..send @0 spin!")]
    [InlineData("intake..send sleep", "intake..send sleep")]
    [InlineData("journal @0 block; intake..send @1 spin", "intake..orders, send @1 spin; journal @0 block")]
    public void A_text_means_its_canonical_text(string text, string canonical)
    {
        Placement placement = Parse(text);
        Assert.Equal(canonical, placement.Describe());
        Assert.Equal(canonical, Parse(canonical).Describe());
    }

    [Theory]
    [InlineData("fused", 1, "intake..send yield")]
    [InlineData("fused", 2, "intake..send @1 yield")]
    [InlineData(" fused ", 16, "intake..send @15 yield")]
    [InlineData("two", 1, "intake yield; decode..send yield")]
    [InlineData("two", 2, "intake @0 yield; decode..send @1 yield")]
    [InlineData("spread", 1, "intake yield; decode yield; book yield; orders yield; journal yield; send yield")]
    [InlineData("spread", 2, "intake @0 yield; decode @1 yield; book @0 yield; orders @1 yield; journal @0 yield; send @1 yield")]
    [InlineData("spread", 6, "intake @0 yield; decode @1 yield; book @2 yield; orders @3 yield; journal @4 yield; send @5 yield")]
    [InlineData("spread", 7, "intake @1 spin; decode @2 spin; book @3 spin; orders @4 spin; journal @5 spin; send @6 spin")]
    [InlineData("spread", 8, "intake @1 spin; decode @2 spin; book @3 spin; orders @4 spin; journal @5 spin; send @6 spin")]
    public void A_preset_fits_the_cores(string preset, int cores, string canonical) => Assert.Equal(canonical, Parse(preset, cores).Describe());

    [Fact]
    public void Presets_use_the_allowed_cores_and_no_others() => Assert.Equal("intake..send @7 yield", Placement.Parse("fused", Stages, [4, 7]).Describe());

    [Fact]
    public void One_stage_a_core_on_sixteen()
    {
        string[] stages = ["intake", "decode", "book", "features", "infer", "agents", "risk", "orders", "journal", "send"];
        Placement placement = Placement.Parse("spread", stages, [.. Enumerable.Range(0, 16)]);
        Assert.Equal(stages, placement.Workers.Select(worker => Assert.Single(worker.Stages)));
        Assert.Equal(Enumerable.Range(1, 10), placement.Workers.Select(worker => worker.Core!.Value));
        Assert.All(placement.Workers, worker => Assert.Equal(WaitStrategy.BusySpin, worker.Strategy));
        Assert.Equal([0, 11, 12, 13, 14, 15], placement.HousekeepingCores);
        Assert.Empty(placement.Notes);
    }

    [Theory]
    [InlineData("intake..send", 3, new[] { 0, 1, 2 })]
    [InlineData("intake..send @1", 3, new[] { 0, 2 })]
    [InlineData("intake..send @1 spin", 3, new[] { 0, 2 })]
    [InlineData("intake..send @1 spin", 2, new[] { 0 })]
    [InlineData("intake @1; decode @2 block; book..send @0 sleep", 3, new[] { 0, 2 })]
    [InlineData("intake @1; decode @1; book..send", 3, new[] { 0, 2 })]
    [InlineData("intake @1 spin; decode @0; book..send @5", 8, new[] { 2, 3, 4, 6, 7 })]
    public void What_no_hot_worker_is_pinned_to_is_for_housekeeping(string text, int cores, int[] housekeeping)
    {
        Placement placement = Parse(text, cores);
        Assert.Equal(housekeeping, placement.HousekeepingCores);
        Assert.Empty(placement.Notes);
    }

    [Theory]
    [InlineData("intake..send @1", 2, new[] { 0, 1 }, "placement: fewer than two cores are free of hot workers, so the rest of the process shares those of workers that yield.")]
    [InlineData("intake @1; decode..send @0 spin", 3, new[] { 1, 2 }, "placement: fewer than two cores are free of hot workers, so the rest of the process shares those of workers that yield.")]
    [InlineData("intake @1 spin!; decode..send @0 spin!", 2, new int[0], "placement: workers spin on every core, so the rest of the process shares them.")]
    public void Where_cores_are_too_few_for_housekeeping_a_note_says_so(string text, int cores, int[] housekeeping, string note)
    {
        Placement placement = Parse(text, cores);
        Assert.Equal(housekeeping, placement.HousekeepingCores);
        Assert.Equal([note], placement.Notes);
    }

    [Theory]
    [InlineData(1, "placement: the 6 workers of a spread yield on 1 core(s); they would spin with a core each and one more, 7.")]
    [InlineData(6, "placement: the 6 workers of a spread yield on 6 core(s); they would spin with a core each and one more, 7.")]
    public void A_spread_that_cannot_spin_says_so(int cores, string note) => Assert.Equal(note, Parse("spread", cores).Notes[0]);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Any_placement_however_written_means_itself_and_survives_its_canonical_text(int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < 500; round++)
        {
            PlacedWorker[] workers = RandomWorkers(random);
            string text = RandomText(random, workers);
            Placement placement = Parse(text, 64);
            IEnumerable<string> expected = workers.OrderBy(worker => Array.IndexOf(Stages, worker.Stages[0])).Select(Words);
            Assert.Equal(expected, placement.Workers.Select(Words));
            string canonical = placement.Describe();
            Placement again = Parse(canonical, 64);
            Assert.Equal(expected, again.Workers.Select(Words));
            Assert.Equal(canonical, again.Describe());
        }
    }

    // Any grouping of the stages; who spins unforced has a core to itself.
    private static PlacedWorker[] RandomWorkers(Random random) =>
    [
        .. Stages.GroupBy(_ => random.Next(Stages.Length)).Select((group, w) =>
        {
            var strategy = (WaitStrategy)random.Next(4);
            bool isForced = strategy == WaitStrategy.BusySpin && random.Next(2) == 0;
            int core = strategy == WaitStrategy.BusySpin && !isForced ? 10 + w : random.Next(3);
            return new PlacedWorker([.. group], random.Next(3) == 0 ? null : core, strategy, isForced);
        }),
    ];

    // Workers and their stages in any order, neighbours as ranges at times, and at times one range across everything that the others name.
    private static string RandomText(Random random, PlacedWorker[] workers)
    {
        PlacedWorker? wide = random.Next(2) == 0 ? workers[random.Next(workers.Length)] : null;
        var texts = workers.Select(worker =>
        {
            var stages = new List<string>();
            for (int begin = 0, end; begin < worker.Stages.Count; begin = end)
            {
                for (end = begin + 1; wide is null && end < worker.Stages.Count && random.Next(4) > 0 && IndexOf(worker, end) == IndexOf(worker, end - 1) + 1;)
                    end++;
                stages.Add(end - begin == 1 ? worker.Stages[begin] : $"{worker.Stages[begin]}{Blank()}..{Blank()}{worker.Stages[end - 1]}");
            }

            string[] shuffled = [.. stages];
            random.Shuffle(shuffled);
            string list = worker == wide ? $"{worker.Stages[0]}..{worker.Stages[^1]}" : string.Join($"{Blank()},{Blank()}", shuffled);
            string core = worker.Core is null ? "" : $"{Blank()}@{Blank()}{worker.Core}";
            string strategy = WordOf(worker.Strategy) + (worker.IsForced ? $"{Blank()}!" : "");
            bool isLeftOut = worker.Strategy == WaitStrategy.Yield && random.Next(2) == 0;
            return list + (isLeftOut ? core : random.Next(2) == 0 ? $"{core} {strategy}" : $" {strategy}{core}");
        }).ToArray();
        random.Shuffle(texts);
        return string.Join($"{Blank()};{Blank()}", texts);

        string Blank() => random.Next(3) == 0 ? " " : "";
    }

    private static int IndexOf(PlacedWorker worker, int stage) => Array.IndexOf(Stages, worker.Stages[stage]);

    private static string WordOf(WaitStrategy strategy) => strategy switch
    {
        WaitStrategy.BusySpin => "spin",
        WaitStrategy.Yield => "yield",
        WaitStrategy.Sleep => "sleep",
        _ => "block",
    };

    private static string Words(PlacedWorker worker) => $"{string.Join(",", worker.Stages)} {worker.Core} {worker.Strategy} {worker.IsForced}";

    [Fact]
    public void Workers_get_the_duties_of_their_stages_in_the_order_of_the_pipeline()
    {
        var polled = new List<string>();
        Placement placement = Parse("send, intake; decode..journal");
        Worker[] workers = placement.CreateWorkers([.. Stages.Reverse().Select(stage => new Once(stage, polled))], (_, _) => { });
        Assert.Equal(["intake, send", "decode..journal"], workers.Select(worker => worker.Name));
        foreach (Worker worker in workers)
        {
            worker.Start();
            worker.MeasureAllocatedBytes(TimeSpan.FromSeconds(30));
            Assert.True(worker.Stop(TimeSpan.FromSeconds(30)));
        }

        Assert.Equal(["intake", "send", "decode", "book", "orders", "journal"], polled);
    }

    [Fact]
    public void A_stage_without_a_duty_a_duty_without_a_stage_and_two_of_a_name_are_refused()
    {
        Placement placement = Placement.Parse("a, b", ["a", "b"], [0]);
        var polled = new List<string>();
        string Refusal(params string[] names) =>
            Assert.Throws<ArgumentException>(() => placement.CreateWorkers([.. names.Select(name => new Once(name, polled))], (_, _) => { })).Message;
        Assert.Contains("stage b has no duty", Refusal("a"));
        Assert.Contains("duty c is no stage", Refusal("a", "b", "c"));
        Assert.Contains("stage a has two duties", Refusal("a", "b", "a"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("a..b")]
    [InlineData("spin")]
    [InlineData("fused")]
    public void A_stage_name_that_cannot_be_written_is_refused(string name) =>
        Assert.Throws<ArgumentException>(() => Placement.Parse("fused", ["a", name], [0, 1]));

    private static Placement Parse(string text, int cores = 4) => Placement.Parse(text, Stages, [.. Enumerable.Range(0, cores)]);

    private sealed class Once(string name, List<string> polled) : IPollable
    {
        private bool _isDone;

        public string Name => name;

        public bool RunOnce()
        {
            if (!_isDone)
                polled.Add(name);
            return _isDone != (_isDone = true);
        }
    }
}
