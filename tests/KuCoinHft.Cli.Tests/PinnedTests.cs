using System.Diagnostics;
using System.Text.RegularExpressions;
using KuCoinHft.Cli.Doctor;
using KuCoinHft.Ring;

namespace KuCoinHft.Cli.Tests;

/// <summary>What docs/pinned.md and its unit tell a reader to type is there, and a machine that obeys them can run it.</summary>
public sealed partial class PinnedTests
{
    private static readonly string Docs = Path.Combine(Checkout.Root, "docs");
    private static readonly string Page = File.ReadAllText(Path.Combine(Docs, "pinned.md"));
    private static readonly string[] Unit = File.ReadAllLines(Path.Combine(Docs, "kchft.service"));

    // Of systemd.unit(5), systemd.service(5), systemd.exec(5), systemd.kill(5) and systemd.resource-control(5), what the unit uses: a misspelt one would be ignored.
    private static readonly Dictionary<string, string[]> Known = new()
    {
        ["Unit"] = ["Description", "Documentation", "After", "Wants", "StartLimitIntervalSec", "StartLimitBurst"],
        ["Service"] =
        [
            "Type", "DynamicUser", "StateDirectory", "WorkingDirectory", "ExecStartPre", "ExecStart", "CPUAffinity", "AllowedCPUs", "CPUSchedulingPolicy", "Nice", "LimitMEMLOCK",
            "LimitNOFILE", "MemorySwapMax", "OOMScoreAdjust", "Environment", "KillSignal", "TimeoutStopSec", "Restart", "RestartSec", "SuccessExitStatus",
            "RestartPreventExitStatus", "NoNewPrivileges", "CapabilityBoundingSet", "AmbientCapabilities", "ProtectSystem", "ProtectHome", "PrivateTmp", "PrivateDevices",
            "ProtectControlGroups", "ProtectKernelModules", "ProtectKernelTunables", "ProtectKernelLogs", "ProtectHostname", "RestrictAddressFamilies", "RestrictNamespaces",
            "RestrictSUIDSGID", "RestrictRealtime", "LockPersonality", "SystemCallArchitectures", "SystemCallFilter", "UMask",
        ],
        ["Install"] = ["WantedBy"],
    };

    [Fact]
    public async Task Every_command_of_the_program_on_the_page_has_its_verb_and_options()
    {
        string[] commands = [.. Command().Matches(Page).Select(m => m.Groups["arguments"].Value).Distinct()];

        Assert.Contains("doctor", commands);
        Assert.Contains(commands, command => command.StartsWith("demo --placement", StringComparison.Ordinal));
        foreach (string command in commands)
            await AssertKnownAsync(command);
    }

    [Fact]
    public void Every_placement_fits_the_four_cores_of_the_example_and_leaves_two_of_them()
    {
        string[] placements = [.. PlacementText().Matches(Page).Concat(PlacementText().Matches(ExecStart)).Select(m => m.Groups["text"].Value)];

        Assert.True(placements.Length >= 4, $"{placements.Length} placements");
        Assert.All(placements, text => Assert.Equal([0, 1], Placement.Parse(text, ["intake", "engine"], text.Contains("@3", StringComparison.Ordinal) ? [0, 1, 2, 3] : [0, 1, 2]).HousekeepingCores));
    }

    [Fact]
    public void Every_line_of_the_doctor_has_its_place_on_the_page()
    {
        var files = new MachineFiles();
        string[] subjects = [.. MachineChecks.All(files, CoreAffinity.Allowed()).Concat(ProcessChecks.All(files)).Select(finding => finding.Subject)];

        string headings = string.Join('\n', Page.Split('\n').Where(line => line.StartsWith("## ", StringComparison.Ordinal)));
        Assert.All(subjects, subject => Assert.Contains($"`{subject}`", headings, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_file_that_the_page_links_to_exists()
    {
        string[] links = [.. Link().Matches(Page).Select(m => m.Groups["path"].Value)];

        Assert.NotEmpty(links);
        Assert.All(links, link => Assert.True(File.Exists(Path.Combine(Docs, link)), $"docs/pinned.md links to {link}, which is not there"));
    }

    [Fact]
    public async Task The_unit_starts_verbs_and_options_that_exist()
    {
        await AssertKnownAsync(Arguments(ExecStart));
        await AssertKnownAsync(Arguments(Single("Service", "ExecStartPre")));

        // The page tells where to put what the unit names.
        Assert.All(["-o /opt/kchft", "cp -r models docs /opt/kchft/"], text => Assert.Contains(text, Page, StringComparison.Ordinal));
        Assert.True(Directory.Exists(Path.Combine(Checkout.Root, "models")));
        Assert.Equal("file:/opt/kchft/docs/pinned.md", Single("Unit", "Documentation"));
    }

    [Fact]
    public void The_unit_gives_the_placement_its_cores_and_the_exit_codes_their_meaning()
    {
        Assert.Equal(Single("Service", "AllowedCPUs"), Single("Service", "CPUAffinity"));
        Assert.Equal("0-2", Single("Service", "CPUAffinity"));
        Assert.Equal($"{UserError.ExitCode}", Single("Service", "RestartPreventExitStatus"));
        Assert.Equal($"{UserError.StoppedExitCode}", Single("Service", "SuccessExitStatus"));
        Assert.DoesNotContain(Directives(), d => d.Name is "LimitRTPRIO" or "MemoryDenyWriteExecute" or "ProtectClock");
    }

    [Fact]
    public void Every_directive_of_the_unit_is_known_in_its_section()
    {
        (string Section, string Name, string Value)[] directives = [.. Directives()];

        Assert.True(directives.Length > 40, $"{directives.Length} directives");
        Assert.All(directives, d => Assert.True(Known.TryGetValue(d.Section, out string[]? names) && names.Contains(d.Name), $"[{d.Section}] {d.Name} is not known"));
    }

    [Fact]
    public async Task Systemd_takes_the_unit_where_it_is_installed()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/systemd-analyze"), "systemd-analyze is not installed");
        string folder = Directory.CreateTempSubdirectory("kchft-unit-").FullName;
        string path = Path.Combine(folder, "kchft.service");
        // The program is not installed here, and its absence is all that may be wrong.
        await File.WriteAllTextAsync(path, string.Join('\n', Unit).Replace("/opt/kchft/kchft", "/bin/true", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        var start = new ProcessStartInfo("/usr/bin/systemd-analyze", ["verify", "--man=no", path]) { RedirectStandardError = true, RedirectStandardOutput = true };

        using Process process = Process.Start(start)!;
        string complaints = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Directory.Delete(folder, recursive: true);

        Assert.DoesNotContain("kchft.service", complaints, StringComparison.Ordinal);
        Assert.True(process.ExitCode == 0, complaints);
    }

    private static string ExecStart => Single("Service", "ExecStart");

    private static string Arguments(string line)
    {
        const string Program = "/opt/kchft/kchft ";
        string command = line.TrimStart('-');
        Assert.StartsWith(Program, command, StringComparison.Ordinal);
        return command[Program.Length..];
    }

    private static string Single(string section, string name) => Assert.Single(Directives(), d => d.Section == section && d.Name == name).Value;

    private static IEnumerable<(string Section, string Name, string Value)> Directives()
    {
        string section = "";
        foreach (string line in Unit.Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (line[0] == '[')
                section = line.Trim('[', ']');
            else
                yield return (section, line[..line.IndexOf('=', StringComparison.Ordinal)], line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..]);
        }
    }

    private static async Task AssertKnownAsync(string arguments)
    {
        string[] words = arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string[] verb = [.. words.TakeWhile(w => VerbWord().IsMatch(w))];

        Outcome help = await Kchft.RunAsync([.. verb, "--help"]);

        Assert.True(help.ExitCode == 0 && verb.Length > 0, $"'kchft {arguments}': {help.Error}");
        Assert.All(words.Where(w => w.StartsWith("--", StringComparison.Ordinal)), option => Assert.Contains(option, help.Output, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"(?:^|`|taskset -c \S+ )kchft (?<arguments>[^`\n]+)", RegexOptions.Multiline)]
    private static partial Regex Command();

    [GeneratedRegex("--placement \"(?<text>[^\"]+)\"")]
    private static partial Regex PlacementText();

    [GeneratedRegex(@"\]\((?<path>[^)#\s]+)")]
    private static partial Regex Link();

    [GeneratedRegex("^[a-z]+$")]
    private static partial Regex VerbWord();
}
