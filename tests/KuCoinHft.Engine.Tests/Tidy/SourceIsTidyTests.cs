namespace KuCoinHft.Engine.Tests.Tidy;

/// <summary>The style guide as a test; the list of exemptions may only shrink.</summary>
public sealed class SourceIsTidyTests
{
    // Each with a reason. A line whose file no longer offends fails the test too, so that nothing stays exempt by accident.
    private static readonly string[] Exempt =
    [
        // Ticks, Lots, Quote, Nanos and Side: five units of one line each.
        "name: src/KuCoinHft.Engine/Market/Units.cs",

        // A cold caller's time limit for the worker's answer; the polling loop reads no clock.
        "hot-stopwatch: src/KuCoinHft.Ring/Worker.cs",
    ];

    [Fact]
    public void Source_is_tidy()
    {
        string[] offences = [.. Sources().SelectMany(file => TidyRules.Offences(file.Path, file.Text)).Except(Exempt).Order(StringComparer.Ordinal)];

        Assert.Empty(offences);
    }

    [Fact]
    public void No_exemption_is_out_of_date()
    {
        HashSet<string> offences = [.. Sources().SelectMany(file => TidyRules.Offences(file.Path, file.Text))];

        string[] outdated = [.. Exempt.Where(line => !offences.Contains(line))];
        Assert.Empty(outdated);
    }

    [Fact]
    public void The_scan_sees_the_source()
    {
        string[] paths = [.. Sources().Select(file => file.Path)];

        Assert.Contains("src/KuCoinHft.Ring/RingBuffer.cs", paths);
        Assert.Contains("src/KuCoinHft.Engine/Journal/JournalRecord.cs", paths);
        Assert.DoesNotContain(paths, path => path.Contains("/obj/", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("hot-lock", "void F() { lock (_gate) { } }")]
    [InlineData("hot-await", "async void F() { await G(); }")]
    [InlineData("hot-datetime", "long F() => DateTime.UtcNow.Ticks;")]
    [InlineData("hot-datetime", "long F() => DateTimeOffset.UtcNow.Ticks;")]
    [InlineData("hot-task", "void F() => Task.Run(G);")]
    [InlineData("hot-task", "void F() => Task<int>.Factory.StartNew(G);")]
    [InlineData("hot-stopwatch", "long F() => Stopwatch.GetTimestamp();")]
    [InlineData("hot-throw", "public void OnBatch(long first, long last) { if (first > last) { throw new X(); } }")]
    [InlineData("hot-throw", "public bool RunOnce() => throw new X();")]
    [InlineData("hot-throw", "public int Poll(Intake intake, (int, int) pair)\n    {\n        G();\n        throw new X();\n    }")]
    [InlineData("todo", "// TO" + "DO later")]
    public void An_offence_in_a_hot_room_is_found(string rule, string member)
    {
        Assert.Equal([$"{rule}: src/KuCoinHft.Engine/Book/Sample.cs"], TidyRules.Offences("src/KuCoinHft.Engine/Book/Sample.cs", Sample(member)));
    }

    [Theory]
    [InlineData("// lock (this), await that, DateTime.Now, Task.Run, Stopwatch")]
    [InlineData("/* lock (this)\n await that */")]
    [InlineData("string F() => \"lock (this) DateTime.Now \\\" Task.Run\";")]
    [InlineData("string F() => @\"Stopwatch \"\" Stopwatch\";")]
    [InlineData("char F() => '\"'; // Stopwatch \"")]
    [InlineData("void F() { if (_p.RunOnce()) throw new X(); }")]
    [InlineData("void F() { _p.OnFrame(1); throw new X(); }")]
    [InlineData("void OnBatch(long first, long last) { G(); }\n void F() { throw new X(); }")]
    [InlineData("void Block(int clock) { Unlock(clock); BlockTask(); }")]
    public void What_only_looks_like_an_offence_is_not_one(string member)
    {
        Assert.Empty(TidyRules.Offences("src/KuCoinHft.Engine/Book/Sample.cs", Sample(member)));
    }

    [Fact]
    public void Linq_is_found_in_a_hot_room_only()
    {
        string source = "using System.Linq;\n" + Sample("");

        Assert.Equal(["hot-linq: src/KuCoinHft.Ring/Sample.cs"], TidyRules.Offences("src/KuCoinHft.Ring/Sample.cs", source));
        Assert.Empty(TidyRules.Offences("src/KuCoinHft.Adapters/Sample.cs", source));
    }

    [Fact]
    public void The_stopwatch_is_allowed_in_telemetry_only()
    {
        string source = Sample("long F() => Stopwatch.GetTimestamp();");

        Assert.Empty(TidyRules.Offences("src/KuCoinHft.Engine/Telemetry/Sample.cs", source));
        Assert.Equal(["hot-stopwatch: src/KuCoinHft.Ring/Sample.cs"], TidyRules.Offences("src/KuCoinHft.Ring/Sample.cs", source));
    }

    [Fact]
    public void A_file_of_300_lines_fits_and_one_of_301_does_not()
    {
        string fits = Sample("") + string.Concat(Enumerable.Repeat("\n", 300 - Sample("").Split('\n').Length)) + "// end\n";
        string tooLong = "\n" + fits;

        Assert.Equal(301, fits.Split('\n').Length);
        Assert.Empty(TidyRules.Offences("src/KuCoinHft.Cli/Sample.cs", fits));
        Assert.Equal(["lines: src/KuCoinHft.Cli/Sample.cs"], TidyRules.Offences("src/KuCoinHft.Cli/Sample.cs", tooLong));
    }

    [Theory]
    [InlineData("public sealed class Other;")]
    [InlineData("public enum Samples { A }")]
    [InlineData("// class Sample\npublic record struct Other(int A);")]
    public void A_file_that_declares_no_type_of_its_name_is_found(string source)
    {
        Assert.Equal(["name: src/KuCoinHft.Cli/Sample.cs"], TidyRules.Offences("src/KuCoinHft.Cli/Sample.cs", source));
    }

    [Theory]
    [InlineData("public readonly record struct Sample(int A);")]
    [InlineData("public readonly ref struct Sample { }")]
    [InlineData("internal static partial class Sample\n{\n}")]
    [InlineData("public interface Sample<T> { }")]
    [InlineData("public enum Small { A }\npublic enum Sample : byte { A }")]
    [InlineData("public delegate bool Sample(int a);")]
    [InlineData("return 0;")]
    public void A_file_that_declares_a_type_of_its_name_is_not(string source)
    {
        Assert.Empty(TidyRules.Offences("src/KuCoinHft.Cli/Sample.cs", source));
    }

    private static string Sample(string member) => $"namespace X;\n\npublic sealed class Sample\n{{\n    {member}\n}}\n";

    private static IEnumerable<(string Path, string Text)> Sources()
    {
        string root = Checkout.Root;
        string[] skipped = ["obj", "bin", "node_modules", ".onnxruntime"];
        foreach (string file in Directory.EnumerateFiles(Path.Combine(root, "src"), "*.cs", SearchOption.AllDirectories))
        {
            string path = Path.GetRelativePath(root, file).Replace('\\', '/');
            if (!path.Split('/').Intersect(skipped).Any())
                yield return (path, File.ReadAllText(file));
        }
    }
}
