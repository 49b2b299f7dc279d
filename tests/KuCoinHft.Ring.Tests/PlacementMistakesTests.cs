using System.Text;
using System.Text.RegularExpressions;

namespace KuCoinHft.Ring.Tests;

public sealed class PlacementMistakesTests
{
    private static readonly string[] Stages = ["intake", "decode", "book", "send"];

    [Theory]
    // Names.
    [InlineData("intake, decod, book, send", "column 9: there is no stage decod; nearest known: decode, send, book.", "column 26: no worker polls decode; every stage needs one.")]
    [InlineData("fussed", "column 1: there is no stage fussed; nearest known: fused, send, spread.", "column 7: no worker polls intake, decode, book, send; every stage needs one.")]
    [InlineData("intake..snd", "column 9: there is no stage snd; nearest known: send, book, intake.", "column 12: no worker polls decode, book, send; every stage needs one.")]
    [InlineData("intake..send spn", "column 14: there is no stage or strategy spn; nearest known: spin, send, book.")]
    [InlineData("intake..send @1 sleeps", "column 17: there is no stage or strategy sleeps; nearest known: sleep, send, yield.")]
    [InlineData("intake..send Block", "column 14: there is no stage or strategy Block; nearest known: block, book, sleep.")]
    // Placed twice, missing.
    [InlineData("intake..send; send @1", "column 15: stage send is placed on worker 1 and on worker 2; a stage runs once.")]
    [InlineData("intake..book; intake..book, send", "column 15: stage intake is placed on worker 1 and on worker 2; a stage runs once.",
        "column 23: stage book is placed on worker 1 and on worker 2; a stage runs once.", "column 15: stage decode is placed on worker 1 and on worker 2; a stage runs once.")]
    [InlineData("intake, intake, decode..send", "column 9: stage intake is placed twice on worker 1; a stage runs once.")]
    [InlineData("intake, send", "column 13: no worker polls decode, book; every stage needs one.")]
    [InlineData("send..intake", "column 1: send stands behind intake; write intake..send.")]
    // Cores and spinning (three cores: 0, 1, 2).
    [InlineData("intake..send @3", "column 15: worker 1 asks for core 3; allowed are 0, 1, 2.")]
    [InlineData("intake, decode @1 spin; book, send @1 spin",
        "column 19: worker 1 spins on core 1, and worker 2 would starve there; part them, let worker 1 yield, or force it with spin!.",
        "column 39: worker 2 spins on core 1, and worker 1 would starve there; part them, let worker 2 yield, or force it with spin!.")]
    [InlineData("intake, decode @1 block; book, send @1 spin",
        "column 40: worker 2 spins on core 1, and worker 1 would starve there; part them, let worker 2 yield, or force it with spin!.")]
    [InlineData("intake, decode @1 spin!; book, send @1 spin",
        "column 40: worker 2 spins on core 1, and worker 1 would starve there; part them, let worker 2 yield, or force it with spin!.")]
    [InlineData("intake @0 spin; decode @1 spin; book, send @2 spin",
        "column 47: 3 worker(s) spin on 3 core(s), which leaves none to the rest of the process; let them yield, or force them with spin!.")]
    [InlineData("intake spin; decode @1 spin; book spin; send spin",
        "column 35: 4 worker(s) spin on 3 core(s), which leaves none to the rest of the process; let them yield, or force them with spin!.")]
    // Syntax, with columns.
    [InlineData("", "column 1: worker 1 polls no stage; name one or remove its ';'.", "column 1: no worker polls intake, decode, book, send; every stage needs one.")]
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
    [InlineData("intake..send spin yield", "column 19: a second strategy, yield, for one worker; leave one.")]
    [InlineData("intake..send yield!", "column 19: '!' forces spin only; leave it out.")]
    [InlineData("intake..send! @0", "column 13: '!' is not expected here.")]
    [InlineData("intake..book @0 send", "column 17: 'send' stands behind the worker's core or strategy; stages come first, ';' separates workers.")]
    public void A_mistake_is_named(string text, params string[] mistakes) =>
        Assert.Equal(mistakes, Assert.Throws<PlacementException>(() => Parse(text)).Mistakes);

    [Theory]
    [InlineData("intake..send; book @1")]
    [InlineData("intake @0 spin!; decode @1 spin; book, send @2 spin")]
    [InlineData("intake @1 spin; decode @0 yield; book, send @2 spin")]
    [InlineData("intake, decode @1 spin!; book, send @1 spin!")]
    [InlineData("intake, decode @1 spin!; book, send @1")]
    [InlineData("intake, decode @1 sleep; book, send @1 block")]
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
                "column 61: '!' forces spin only; leave it out.",
                "column 63: worker 5 polls no stage; name one or remove its ';'.",
                "column 17: there is no stage buk; nearest known: book, send, intake.",
                "column 47: stage intake is placed on worker 1 and on worker 4; a stage runs once.",
                "column 63: no worker polls decode, book; every stage needs one.",
                "column 9: worker 1 asks for core 9; allowed are 0, 1, 2.",
                "column 24: worker 2 spins on core 1, and worker 3 would starve there; part them, let worker 2 yield, or force it with spin!.",
                "column 41: worker 3 spins on core 1, and worker 2 would starve there; part them, let worker 3 yield, or force it with spin!.",
                "column 41: 3 worker(s) spin on 3 core(s), which leaves none to the rest of the process; let them yield, or force them with spin!.",
            ],
            thrown.Mistakes);
        Assert.All(thrown.Mistakes, mistake => Assert.Contains(mistake, thrown.Message));
    }

    [Fact]
    public void Where_nothing_can_be_pinned_a_core_is_a_mistake_and_no_core_is_none()
    {
        var thrown = Assert.Throws<PlacementException>(() => Placement.Parse("intake..send @0", Stages, []));
        Assert.Equal(["column 15: worker 1 asks for core 0; this system cannot pin threads; leave '@' out."], thrown.Mistakes);
        Assert.Equal("intake..send yield", Placement.Parse("fused", Stages, []).Describe());
    }

    [Fact]
    public void One_core_has_none_to_spin_on()
    {
        var thrown = Assert.Throws<PlacementException>(() => Placement.Parse("intake..send spin", Stages, [5]));
        Assert.Equal(["column 14: 1 worker(s) spin on 1 core(s), which leaves none to the rest of the process; let them yield, or force them with spin!."], thrown.Mistakes);
        Assert.Equal("intake..send spin!", Placement.Parse("intake..send spin!", Stages, [5]).Describe());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void No_text_whatever_escapes_as_another_error(int seed)
    {
        var random = new Random(seed);
        string[] pieces = ["intake", "decode", "book", "send", "..", ".", ",", ";", "@", "0", "1", "spin", "yield", "sleep", "block", "!", " ", "x", "\t", "ä"];
        int accepted = 0;
        for (int round = 0; round < 20_000; round++)
            accepted += IsAccepted(string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => pieces[random.Next(pieces.Length)]))) ? 1 : 0;
        Assert.InRange(accepted, 0, 2_000);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_good_text_with_a_few_signs_changed_is_accepted_or_refused_with_columns(int seed)
    {
        var random = new Random(seed);
        int accepted = 0;
        for (int round = 0; round < 10_000; round++)
        {
            var text = new StringBuilder("intake, decode @0 yield; book..send @1 spin!");
            for (int change = random.Next(3); change >= 0; change--)
            {
                int at = random.Next(text.Length);
                text.Remove(at, random.Next(Math.Min(4, text.Length - at)));
                text.Insert(Math.Min(at, text.Length), ";,@!. 9a"[random.Next(8)].ToString(), random.Next(2));
            }

            accepted += IsAccepted(text.ToString()) ? 1 : 0;
        }

        Assert.InRange(accepted, 100, 9_000);
    }

    // Every mistake says where: a column of the text, or the one behind it.
    private static bool IsAccepted(string text)
    {
        Exception? exception = Record.Exception(() => Parse(text));
        if (exception is null)
            return true;
        IReadOnlyList<string> mistakes = Assert.IsType<PlacementException>(exception).Mistakes;
        Assert.NotEmpty(mistakes);
        Assert.All(mistakes, mistake => Assert.InRange(int.Parse(Regex.Match(mistake, @"^column (\d+): .*\.$").Groups[1].Value), 1, text.Length + 1));
        return false;
    }

    private static Placement Parse(string text) => Placement.Parse(text, Stages, [0, 1, 2]);
}
