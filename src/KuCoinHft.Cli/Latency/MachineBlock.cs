using System.Diagnostics;
using System.Runtime;
using System.Runtime.InteropServices;
using KuCoinHft.Cli.Doctor;
using KuCoinHft.Ring;

namespace KuCoinHft.Cli.Latency;

/// <summary>What a reader must know of the machine and the process to judge a latency, or to measure it again.</summary>
internal static class MachineBlock
{
    private const string Unknown = "not said here";

    private static readonly HashSet<string> LatencyWords =
    [
        "isolcpus", "nohz_full", "rcu_nocbs", "rcu_nocb_poll", "irqaffinity", "nosoftlockup", "nmi_watchdog", "skew_tick", "tsc", "transparent_hugepage",
        "intel_idle.max_cstate", "processor.max_cstate", "audit", "idle", "mitigations", "cpuidle_haltpoll.force", "haltpoll.guest_halt_poll_ns", "preempt",
    ];

    /// <summary>True on a machine that shares its processor with others unseen.</summary>
    public static bool IsVirtual(MachineFiles files) =>
        (files.Text("proc/cpuinfo") ?? "").Split('\n').Any(line => line.StartsWith("flags", StringComparison.Ordinal) && line.Split(' ').Contains("hypervisor"));

    public static IReadOnlyDictionary<string, string> Read(MachineFiles files)
    {
        bool isVirtual = IsVirtual(files);
        return new Dictionary<string, string>
        {
            ["cpu"] = CpuModel(files),
            ["cores"] = $"{CoreAffinity.Allowed().Count} usable of {Environment.ProcessorCount}",
            ["kind"] = isVirtual ? "virtual machine: not a latency platform" : "no hypervisor is seen",
            ["kernel"] = $"{RuntimeInformation.OSDescription}, {Text(files, "proc/sys/kernel/osrelease")}",
            ["cmdline"] = CommandLine(files),
            ["governor"] = Text(files, "sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"),
            ["clock source"] = Text(files, "sys/devices/system/clocksource/clocksource0/current_clocksource"),
            ["isolated"] = files.Text("sys/devices/system/cpu/isolated") is { Length: > 0 } cores ? cores : "none",
            ["load average"] = Text(files, "proc/loadavg"),
            ["runtime"] = RuntimeInformation.FrameworkDescription,
            ["gc"] = $"{(GCSettings.IsServerGC ? "server" : "workstation")}, {(GCSettings.LatencyMode == GCLatencyMode.Batch ? "not concurrent" : "concurrent")}{GcSizes()}",
            ["jit"] = JitProfile(),
            ["commit"] = Commit(),
        };
    }

    /// <summary>The settings that decide how code is compiled, as this process has them.</summary>
    public static string JitProfile() => string.Join(", ", ((string[])["TieredCompilation", "TieredPGO", "ReadyToRun"]).Select(Setting));

    // Sizes and limits have no other public name.
    private static string GcSizes() => string.Concat(Environment.GetEnvironmentVariables().Keys.Cast<string>()
        .Where(name => name.StartsWith("DOTNET_GC", StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal).Select(name => $", {name}={Environment.GetEnvironmentVariable(name)}"));

    private static string Setting(string name)
    {
        if (Environment.GetEnvironmentVariable("DOTNET_" + name) is { } value)
            return $"{name}={value}";
        return AppContext.TryGetSwitch("System.Runtime." + name, out bool isOn) ? $"{name}={(isOn ? 1 : 0)}" : $"{name} default";
    }

    private static string CpuModel(MachineFiles files) =>
        (files.Text("proc/cpuinfo") ?? "").Split('\n').FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? Unknown;

    // The rest of it is nobody's business in a published table.
    private static string CommandLine(MachineFiles files)
    {
        string[] words = [.. (files.Text("proc/cmdline") ?? "").Split(' ').Where(word => LatencyWords.Contains(word.Split('=')[0]))];
        return words.Length == 0 ? "nothing that bears on latency" : string.Join(' ', words);
    }

    private static string Text(MachineFiles files, string path) => files.Text(path) ?? Unknown;

    private static string Commit()
    {
        string version = typeof(MachineBlock).Assembly.GetName().Version?.ToString() ?? Unknown;
        try
        {
            var start = new ProcessStartInfo("git", ["-C", AppContext.BaseDirectory, "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"]) { RedirectStandardOutput = true, RedirectStandardError = true };
            using Process git = Process.Start(start)!;
            string commit = git.StandardOutput.ReadToEnd().Trim();
            git.WaitForExit();
            return git.ExitCode == 0 ? commit : $"version {version}, no checkout";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return $"version {version}, no git";
        }
    }
}
