namespace KuCoinHft.Ring.Tests;

public sealed class PlacementMistakesTests
{
    private static readonly string[] Stages = ["intake", "decode", "book", "send"];

    [Theory]
    // Names.
    [InlineData("intake, decod, book, send", "column 9: there is no stage decod; nearest known: decode, send, book.", "no worker polls decode; every stage needs one.")]
    [InlineData("fussed", "column 1: there is no stage fussed; nearest known: fused, send, spread.", "no worker polls intake, decode, book, send; every stage needs one.")]
    [InlineData("intake..snd", "column 1: there is no stage snd; nearest known: send, book, intake.", "no worker polls decode, book, send; every stage needs one.")]
    // Placed twice, missing.
    [InlineData("intake..send; send @1", "stage send is placed on worker 1 and on worker 2; a stage runs once.")]
    [InlineData("intake..book; intake..book, send", "stage intake is placed on worker 1 and on worker 2; a stage runs once.",
        "stage book is placed on worker 1 and on worker 2; a stage runs once.", "stage decode is placed on worker 1 and on worker 2; a stage runs once.")]
    [InlineData("intake, intake, decode..send", "stage intake is placed twice on worker 1; a stage runs once.")]
    [InlineData("intake, send", "no worker polls decode, book; every stage needs one.")]
    [InlineData("send..intake", "column 1: send stands behind intake; write intake..send.")]
    // Cores and spinning (three cores: 0, 1, 2).
    [InlineData("intake..send @3", "worker 1 asks for core 3; allowed are 0, 1, 2.")]
    [InlineData("intake, decode @1 spin; book, send @1 spin", "workers 1 and 2 both spin on core 1; they would starve each other.")]
    [InlineData("intake, decode @1 spin!; book, send @1 spin!", "workers 1 and 2 both spin on core 1; they would starve each other.")]
    [InlineData("intake @0 spin; decode @1 spin; book, send @2 spin",
        "3 workers spin on 3 core(s), which leaves none to the rest of the process; let them yield, or force them with spin!.")]
    // Syntax, with columns.
    [InlineData("", "column 1: worker 1 polls no stage; name one or remove its ';'.", "no worker polls intake, decode, book, send; every stage needs one.")]
    [InlineData("intake..send;", "column 14: worker 2 polls no stage; name one or remove its ';'.")]
    [InlineData("; intake..send", "column 1: worker 1 polls no stage; name one or remove its ';'.")]
    [InlineData("intake..send; @1", "column 15: worker 2 polls no stage; name one or remove its ';'.")]
    [InlineData("intake..book send", "column 14: ',' is expected before 'send'.")]
    [InlineData("intake..book,, send", "column 14: a stage is expected before ','.")]
    [InlineData("intake..send,", "column 14: a stage is expected after ','.")]
    [InlineData("intake.., decode..send", "column 9: a stage is expected after 'intake..'.")]
    [InlineData("intake.send, decode, book", "column 7: '.' is not expected here.", "column 8: ',' is expected before 'send'.")]
    [InlineData("intake..send @one", "column 15: 'one' is not a core's number.")]
    [InlineData("intake..send @", "column 15: a core's number is expected after '@'.")]
    [InlineData("intake..send @99999999999", "column 15: '99999999999' is not a core's number.")]
    [InlineData("intake..send @-1", "column 15: '-1' is not a core's number.")]
    [InlineData("intake..send @0 @1", "column 18: a second core, 1, for one worker; a worker runs on one.")]
    [InlineData("intake..send spin yield", "column 19: a second strategy, yield, for one worker.")]
    [InlineData("intake..send yield!", "column 19: '!' forces spin only.")]
    [InlineData("intake..send! @0", "column 13: '!' is not expected here.")]
    [InlineData("intake..book @0 send", "column 17: 'send' stands behind the worker's core or strategy; stages come first, ';' separates workers.")]
    public void A_mistake_is_named(string text, params string[] mistakes) =>
        Assert.Equal(mistakes, Assert.Throws<PlacementException>(() => Parse(text)).Mistakes);

    [Theory]
    [InlineData("intake..send; book @1")]
    [InlineData("intake @0 spin!; decode @1 spin; book, send @2 spin")]
    [InlineData("intake @1 spin; decode @1 yield; book, send @2 spin")]
    public void What_is_no_mistake_is_accepted(string text) => Assert.Equal(Stages.Length, Parse(text).Workers.Sum(worker => worker.Stages.Count));

    [Fact]
    public void All_mistakes_are_named_together()
    {
        var thrown = Assert.Throws<PlacementException>(() => Parse("intake @9 spin; buk @1 spin,, ; send @1 spin; intake ? yield!;"));
        Assert.Equal(
            [
                "column 29: a stage is expected before ','.",
                "column 31: a stage is expected after ','.",
                "column 54: '?' is not expected here.",
                "column 61: '!' forces spin only.",
                "column 63: worker 5 polls no stage; name one or remove its ';'.",
                "column 17: there is no stage buk; nearest known: book, send, intake.",
                "stage intake is placed on worker 1 and on worker 4; a stage runs once.",
                "no worker polls decode, book; every stage needs one.",
                "worker 1 asks for core 9; allowed are 0, 1, 2.",
                "workers 2 and 3 both spin on core 1; they would starve each other.",
                "3 workers spin on 3 core(s), which leaves none to the rest of the process; let them yield, or force them with spin!.",
            ],
            thrown.Mistakes);
        Assert.All(thrown.Mistakes, mistake => Assert.Contains(mistake, thrown.Message));
    }

    [Fact]
    public void Where_nothing_can_be_pinned_a_core_is_a_mistake_and_no_core_is_none()
    {
        var thrown = Assert.Throws<PlacementException>(() => Placement.Parse("intake..send @0", Stages, []));
        Assert.Equal(["worker 1 asks for core 0; this system cannot pin threads; leave '@' out."], thrown.Mistakes);
        Assert.Equal("intake..send yield", Placement.Parse("fused", Stages, []).Describe());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void No_text_whatever_escapes_as_another_error(int seed)
    {
        var random = new Random(seed);
        string[] pieces = ["intake", "decode", "book", "send", "..", ".", ",", ";", "@", "0", "1", "spin", "yield", "!", " ", "x", "\t", "ä"];
        int accepted = 0;
        for (int round = 0; round < 20_000; round++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => pieces[random.Next(pieces.Length)]));
            if (Record.Exception(() => Parse(text)) is { } exception)
                Assert.NotEmpty(Assert.IsType<PlacementException>(exception).Mistakes);
            else
                accepted++;
        }

        Assert.True(accepted < 20_000, "random text is refused at times");
    }

    private static Placement Parse(string text) => Placement.Parse(text, Stages, [0, 1, 2]);
}
