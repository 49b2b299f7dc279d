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
    [InlineData("two", 1, "intake, journal yield; decode..orders, send yield")]
    [InlineData("two", 2, "intake, journal @0 yield; decode..orders, send @1 yield")]
    [InlineData("spread", 1, "intake yield; decode yield; book yield; orders yield; journal yield; send yield")]
    [InlineData("spread", 2, "intake @0 yield; decode @1 yield; book @0 yield; orders @1 yield; journal @0 yield; send @1 yield")]
    [InlineData("spread", 8, "intake @1 spin; decode @2 spin; book @3 spin; orders @4 spin; journal @5 spin; send @6 spin")]
    public void A_preset_fits_the_cores(string preset, int cores, string canonical) => Assert.Equal(canonical, Parse(preset, cores).Describe());

    [Fact]
    public void The_preset_two_sets_the_first_stage_apart_where_nothing_else_is_said() =>
        Assert.Equal("intake @4 yield; decode..send @7 yield", Placement.Parse("two", Stages, [4, 7]).Describe());

    [Fact]
    public void Presets_use_the_allowed_cores_and_no_others() => Assert.Equal("intake..send @7 yield", Placement.Parse("fused", Stages, [4, 7]).Describe());

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Any_placement_survives_its_canonical_text(int seed)
    {
        var random = new Random(seed);
        string[] tails = ["", " @0", " @1", " yield", " @2 yield", " spin", " @3 spin!"];
        int accepted = 0;
        for (int round = 0; round < 300; round++)
        {
            var workers = Stages.GroupBy(_ => random.Next(4)).Select(group => string.Join(", ", group) + tails[random.Next(tails.Length)]);
            string text = string.Join("; ", workers);
            if (Record.Exception(() => Parse(text, 64)) is PlacementException refused)
            {
                Assert.All(refused.Mistakes, mistake => Assert.Contains("both spin on core 3", mistake));
                continue;
            }

            accepted++;

            Placement placement = Parse(text, 64);
            Placement again = Parse(placement.Describe(), 64);
            Assert.Equal(placement.Describe(), again.Describe());
            Assert.Equal(placement.Workers.Select(worker => (string.Join(",", worker.Stages), worker.Core, worker.Strategy, worker.IsForced)),
                again.Workers.Select(worker => (string.Join(",", worker.Stages), worker.Core, worker.Strategy, worker.IsForced)));
        }

        Assert.True(accepted > 100, "most of them are placements");
    }

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

    private static Placement Parse(string text, int cores = 4) => Placement.Parse(text, Stages, [.. Enumerable.Range(0, cores)], ["intake", "journal"]);

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
