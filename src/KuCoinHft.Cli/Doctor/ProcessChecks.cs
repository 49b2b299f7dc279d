using System.Runtime;
using KuCoinHft.Research.Backtest;

namespace KuCoinHft.Cli.Doctor;

/// <summary>Whether this process, started as the engine would be, has the runtime settings and libraries that the engine wants.</summary>
internal static class ProcessChecks
{
    private const long ErrorNsMax = 100_000_000;

    public static IReadOnlyList<Finding> All(MachineFiles files) => [Clock(), LockedMemory(files), Collector(), OnnxRuntime(), Gpu(files)];

    private static Finding Clock()
    {
        if (KernelClock.Read() is not { } clock)
            return new Finding("time", false, "this system does not say how its clock is kept", "Keep it with NTP.");
        string found = $"{(clock.IsSynchronised ? "synchronised" : "not synchronised")}, correction {clock.OffsetNs / 1e6:0.###} ms, error at most {clock.MaxErrorNs / 1e6:0.###} ms";
        return clock.IsSynchronised && clock.MaxErrorNs <= ErrorNsMax
            ? new Finding("time", true, found)
            : new Finding("time", false, found, "systemctl enable --now chrony; KuCoin refuses signatures whose time is 5 s off, and latency against its time stamps means nothing.");
    }

    // "Max locked memory         8388608              8388608              bytes"
    private static Finding LockedMemory(MachineFiles files)
    {
        string? line = (files.Text("proc/self/limits") ?? "").Split('\n').FirstOrDefault(each => each.StartsWith("Max locked memory", StringComparison.Ordinal));
        string limit = line?["Max locked memory".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "unknown";
        return limit == "unlimited"
            ? new Finding("memlock", true, limit)
            : new Finding("memlock", false, $"{limit} bytes may be kept in memory", "LimitMEMLOCK=infinity in the systemd unit, or ulimit -l unlimited.");
    }

    private static Finding Collector()
    {
        bool isConcurrent = AppContext.TryGetSwitch("System.GC.Concurrent", out bool concurrent) && concurrent;
        string found = $"{(GCSettings.IsServerGC ? "server" : "workstation")}, {(isConcurrent ? "concurrent" : "not concurrent")}, {GCSettings.LatencyMode}";
        return !GCSettings.IsServerGC && !isConcurrent
            ? new Finding("garbage collector", true, found)
            : new Finding("garbage collector", false, found, "Unset DOTNET_gcServer and DOTNET_gcConcurrent; the program's own settings are right.");
    }

    private static Finding OnnxRuntime()
    {
        try
        {
            return new Finding("onnxruntime", true, EngineModels.OnnxRuntimeVersion);
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException or BadImageFormatException)
        {
            return new Finding("onnxruntime", false, (e.InnerException ?? e).Message, "Build again; libonnxruntime.so belongs beside the program, and wants glibc 2.28 and libstdc++.");
        }
    }

    private static Finding Gpu(MachineFiles files) => new(
        "gpu", true, files.Text("proc/driver/nvidia/version")?.Split('\n')[0] ?? "none; nothing in the engine needs one");
}
