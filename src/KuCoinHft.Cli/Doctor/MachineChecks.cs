namespace KuCoinHft.Cli.Doctor;

/// <summary>Whether the machine and its kernel are set up for threads that nothing else disturbs.</summary>
internal static class MachineChecks
{
    private const int CoresMin = 4;

    /// <param name="allowed">Cores that this process may run on.</param>
    public static IReadOnlyList<Finding> All(MachineFiles files, IReadOnlyList<int> allowed)
    {
        IReadOnlyList<int> isolated = MachineFiles.Cores(files.Text("sys/devices/system/cpu/isolated"));
        return
        [
            Cores(allowed),
            Isolation(isolated),
            Ticks(files, isolated),
            Interrupts(files, isolated),
            Governor(files),
            Siblings(files),
            HugePages(files),
            ClockSource(files),
        ];
    }

    private static Finding Cores(IReadOnlyList<int> allowed)
    {
        string found = $"{allowed.Count} usable ({string.Join(',', allowed)})";
        return allowed.Count >= CoresMin
            ? new Finding("cores", true, found)
            : new Finding("cores", false, found, $"Use a machine with {CoresMin} cores or more: two for the system and the runtime, one each for intake and engine. With fewer, keep --placement fused.");
    }

    private static Finding Isolation(IReadOnlyList<int> isolated) => isolated.Count > 0
        ? new Finding("isolcpus", true, $"isolated: {string.Join(',', isolated)}")
        : new Finding("isolcpus", false, "no core is isolated: the scheduler may put anything beside a hot worker", "Add isolcpus=domain,managed_irq,2-3 to the kernel's command line (GRUB_CMDLINE_LINUX, then update-grub and reboot).");

    private static Finding Ticks(MachineFiles files, IReadOnlyList<int> isolated)
    {
        IReadOnlyList<int> quiet = MachineFiles.Cores(files.Text("sys/devices/system/cpu/nohz_full"));
        if (quiet.Count > 0 && isolated.All(quiet.Contains))
            return new Finding("nohz_full", true, $"without the scheduler's tick: {string.Join(',', quiet)}");
        string which = isolated.Count > 0 ? string.Join(',', isolated) : "2-3";
        return new Finding("nohz_full", false, quiet.Count == 0 ? "every core has the scheduler's tick" : $"only {string.Join(',', quiet)}", $"Add nohz_full={which} rcu_nocbs={which} to the kernel's command line.");
    }

    private static Finding Interrupts(MachineFiles files, IReadOnlyList<int> isolated)
    {
        const string Folder = "proc/irq";
        string[] onIsolated = [.. files.Folders(Folder).Where(irq => MachineFiles.Cores(files.Text($"{Folder}/{irq}/effective_affinity_list")).Any(isolated.Contains))];
        if (isolated.Count == 0)
            return new Finding("irq affinity", false, "no core is kept free of interrupts", "Isolate cores first, then add irqaffinity=0-1 to the kernel's command line and stop irqbalance.");
        return onIsolated.Length == 0
            ? new Finding("irq affinity", true, "no interrupt is served by an isolated core")
            : new Finding("irq affinity", false, $"interrupts {string.Join(',', onIsolated)} are served by isolated cores", $"systemctl stop irqbalance; for i in {string.Join(' ', onIsolated)}; do echo 0-1 > /proc/irq/$i/smp_affinity_list; done");
    }

    private static Finding Governor(MachineFiles files)
    {
        const string Folder = "sys/devices/system/cpu";
        string[] governors = [.. files.Folders(Folder).Select(cpu => files.Text($"{Folder}/{cpu}/cpufreq/scaling_governor")).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
        if (governors.Length == 0)
            return new Finding("governor", true, "the kernel does not set the frequency here (a virtual machine, or fixed in firmware)");
        return governors is ["performance"]
            ? new Finding("governor", true, "performance")
            : new Finding("governor", false, string.Join(", ", governors), "cpupower frequency-set -g performance");
    }

    private static Finding Siblings(MachineFiles files) => files.Text("sys/devices/system/cpu/smt/active") == "1"
        ? new Finding("smt", false, "two threads share each core", "Switch SMT off (echo off > /sys/devices/system/cpu/smt/control), or leave the hot core's sibling idle.")
        : new Finding("smt", true, "off, or not visible here");

    // The chosen one stands in brackets: always [madvise] never.
    private static Finding HugePages(MachineFiles files)
    {
        string? modes = files.Text("sys/kernel/mm/transparent_hugepage/enabled");
        return modes is null || !modes.Contains("[always]", StringComparison.Ordinal)
            ? new Finding("transparent huge pages", true, modes ?? "not built into this kernel")
            : new Finding("transparent huge pages", false, modes, "echo madvise > /sys/kernel/mm/transparent_hugepage/enabled");
    }

    private static Finding ClockSource(MachineFiles files)
    {
        string? source = files.Text("sys/devices/system/clocksource/clocksource0/current_clocksource");
        return source is "tsc" or "arch_sys_counter"
            ? new Finding("clock source", true, source)
            : new Finding("clock source", false, source ?? "unknown", "echo tsc > /sys/devices/system/clocksource/clocksource0/current_clocksource; a slower source costs microseconds a reading.");
    }
}
