using System.Diagnostics;
using System.Text.Json;
using KuCoinHft.Ring;

namespace KuCoinHft.Cli.Tests.Demo;

public sealed class DemoPlacementTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_spinning_worker_has_its_core_and_every_other_thread_of_the_process_leaves_it()
    {
        Assert.SkipUnless(CoreAffinity.IsSupported, "threads can be pinned on Linux only");
        IReadOnlyList<int> allowed = CoreAffinity.Allowed();
        Assert.SkipWhen(allowed.Count < 2, "one core cannot be divided");
        string hotCore = $"{allowed[^1]}";
        using Process demo = Kchft.Start("demo", "--data", "kucoin-2021", "--speed", "1x", "--models", Checkout.Models, "--placement", $"intake, engine @{hotCore} spin");
        try
        {
            List<(string Name, string Cores)> threads = [];
            long startedAt = Stopwatch.GetTimestamp();
            while (!threads.Exists(thread => thread is ("intake, engine", var cores) && cores == hotCore))
            {
                Assert.True(Stopwatch.GetElapsedTime(startedAt) < Patience, $"no pinned worker among {string.Join("; ", threads)}");
                Assert.False(demo.HasExited);
                await Task.Delay(20, TestContext.Current.CancellationToken);
                threads = Threads(demo.Id);
            }

            Assert.True(threads.Count > 5, "pool, garbage collector and player have threads of their own");
            (string Name, string Cores)[] others = [.. threads.Where(thread => thread.Name != "intake, engine")];
            string housekeeping = Assert.Single(others.Select(thread => thread.Cores).Distinct());
            Assert.DoesNotContain(int.Parse(hotCore), Listed(housekeeping));
            Assert.Equal(allowed.SkipLast(1), Listed(housekeeping));
        }
        finally
        {
            demo.Kill();
        }
    }

    [Fact]
    public async Task Workers_that_sleep_and_block_understand_every_frame_and_the_report_says_how_they_were_placed()
    {
        JsonElement report = (await Kchft.RunWithModelsAsync(
            "demo", "--data", "kucoin-2021", "--speed", "20x", "--json", "--placement", "engine block; intake sleep")).Json();

        Assert.Equal("intake sleep; engine block", report.GetProperty("placement").GetString());
        Assert.Empty(report.GetProperty("placementNotes").EnumerateArray());
        Assert.True(report.GetProperty("frames").GetInt64() > 4_800);
        Assert.Equal(0, report.GetProperty("decodeErrors").GetInt64());
        Assert.Equal(0, report.GetProperty("gaps").GetInt64());
    }

    // A thread may end between its listing and its reading.
    private static List<(string Name, string Cores)> Threads(int processId)
    {
        var threads = new List<(string, string)>();
        foreach (string task in Directory.GetDirectories($"/proc/{processId}/task"))
        {
            try
            {
                string[] lines = File.ReadAllLines(Path.Combine(task, "status"));
                threads.Add((Value(lines, "Name:"), Value(lines, "Cpus_allowed_list:")));
            }
            catch (IOException)
            {
            }
        }

        return threads;
    }

    private static string Value(string[] lines, string key) => lines.Single(line => line.StartsWith(key, StringComparison.Ordinal))[key.Length..].Trim();

    // The kernel's list, e.g. "0-3,8".
    private static IEnumerable<int> Listed(string cores) => cores.Split(',').SelectMany(range =>
    {
        int[] ends = [.. range.Split('-').Select(int.Parse)];
        return Enumerable.Range(ends[0], ends[^1] - ends[0] + 1);
    });
}
