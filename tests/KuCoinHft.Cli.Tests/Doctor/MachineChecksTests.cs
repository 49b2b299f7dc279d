using KuCoinHft.Cli.Doctor;

namespace KuCoinHft.Cli.Tests.Doctor;

/// <summary>The checks against machines that are made of files.</summary>
public sealed class MachineChecksTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("kchft-doctor-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_machine_set_up_by_the_book_is_ok_throughout()
    {
        SetUp();

        Assert.All(Check(), finding => Assert.True(finding.IsOk, $"{finding.Subject}: {finding.Found}"));
    }

    [Theory]
    [InlineData("isolcpus", "sys/devices/system/cpu/isolated", "", "isolcpus=")]
    [InlineData("nohz_full", "sys/devices/system/cpu/nohz_full", "2", "nohz_full=2,3")]
    [InlineData("irq affinity", "proc/irq/24/effective_affinity_list", "3", "for i in 24")]
    [InlineData("governor", "sys/devices/system/cpu/cpu1/cpufreq/scaling_governor", "powersave", "cpupower")]
    [InlineData("smt", "sys/devices/system/cpu/smt/active", "1", "sibling")]
    [InlineData("transparent huge pages", "sys/kernel/mm/transparent_hugepage/enabled", "[always] madvise never", "echo madvise")]
    [InlineData("clock source", "sys/devices/system/clocksource/clocksource0/current_clocksource", "hpet", "echo tsc")]
    public void What_is_wrong_is_named_with_its_mend(string subject, string file, string text, string mend)
    {
        SetUp();
        Write(file, text);
        Finding finding = Assert.Single(Check(), each => each.Subject == subject);

        Assert.False(finding.IsOk);
        Assert.Contains(mend, finding.Mend, StringComparison.Ordinal);
    }

    [Fact]
    public void A_machine_that_says_nothing_is_no_crash()
    {
        Assert.NotEmpty(Check());
    }

    [Theory]
    [InlineData("0-2,5", new[] { 0, 1, 2, 5 })]
    [InlineData("7", new[] { 7 })]
    [InlineData("", new int[0])]
    [InlineData(null, new int[0])]
    [InlineData("(null)", new int[0])]
    public void Lists_of_cores_are_read_as_the_kernel_writes_them(string? list, int[] cores) => Assert.Equal(cores, MachineFiles.Cores(list));

    private IReadOnlyList<Finding> Check() => MachineChecks.All(new MachineFiles(_root), [0, 1, 2, 3]);

    private void SetUp()
    {
        Write("sys/devices/system/cpu/isolated", "2-3");
        Write("sys/devices/system/cpu/nohz_full", "2-3");
        Write("proc/irq/24/effective_affinity_list", "0");
        Write("sys/devices/system/cpu/cpu1/cpufreq/scaling_governor", "performance");
        Write("sys/devices/system/cpu/smt/active", "0");
        Write("sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never");
        Write("sys/devices/system/clocksource/clocksource0/current_clocksource", "tsc");
    }

    private void Write(string file, string text)
    {
        string path = Path.Combine(_root, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text + "\n");
    }
}
