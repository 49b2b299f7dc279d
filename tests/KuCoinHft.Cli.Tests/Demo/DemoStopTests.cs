using System.Diagnostics;
using System.Runtime.InteropServices;
using KuCoinHft.Adapters.Disk;
using KuCoinHft.Adapters.Tests.Disk;

namespace KuCoinHft.Cli.Tests.Demo;

public sealed partial class DemoStopTests
{
    private const int Interrupt = 2;
    private const int Terminate = 15;

    [Fact]
    public async Task An_interrupt_ends_it_within_seconds_and_the_journal_is_whole()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "signals are Unix's");
        using var folder = new TemporaryFolder();
        using Process demo = Kchft.Start("demo", "--speed", "1x", "--models", Checkout.Models, "--journal", folder.Path);
        string? announced = await demo.StandardError.ReadLineAsync(TestContext.Current.CancellationToken);
        string? progress = await demo.StandardError.ReadLineAsync(TestContext.Current.CancellationToken);
        long sentAt = Stopwatch.GetTimestamp();

        Assert.Equal(0, Kill(demo.Id, Interrupt));
        Outcome stopped = await Kchft.FinishAsync(demo, Stream.Null);

        Assert.StartsWith("binance-2024 at 1x", announced, StringComparison.Ordinal);
        Assert.StartsWith("market time 00:0", progress, StringComparison.Ordinal);
        Assert.InRange(Stopwatch.GetElapsedTime(sentAt).TotalSeconds, 0, 5);
        Assert.Equal(130, stopped.ExitCode);
        Assert.Equal("kchft: stopped.\n", stopped.Error);
        Assert.Empty(stopped.Output);
        using var reader = new JournalReader(JournalFolder.FramesPath(folder.Path));
        while (reader.MoveNext())
        {
        }

        Assert.Equal(JournalEndKind.Clean, reader.End.Kind);
        Assert.True(reader.End.RecordCount > 0);
    }

    [Fact]
    public async Task A_request_to_terminate_ends_it_while_it_still_warms_up()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "signals are Unix's");
        using Process demo = Kchft.Start("demo", "--speed", "1x", "--models", Checkout.Models);
        await demo.StandardError.ReadLineAsync(TestContext.Current.CancellationToken);
        long sentAt = Stopwatch.GetTimestamp();

        Assert.Equal(0, Kill(demo.Id, Terminate));
        Outcome stopped = await Kchft.FinishAsync(demo, Stream.Null);

        Assert.InRange(Stopwatch.GetElapsedTime(sentAt).TotalSeconds, 0, 5);
        Assert.Equal(130, stopped.ExitCode);
        Assert.Equal("kchft: stopped.\n", stopped.Error);
    }

    [Fact]
    public async Task A_decode_that_waits_for_input_ends_on_a_signal()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "signals are Unix's");
        using Process decode = Kchft.Start("decode");
        decode.StandardInput.Write("{}\n");
        decode.StandardInput.Flush();
        await decode.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, Kill(decode.Id, Interrupt));
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await decode.WaitForExitAsync(late.Token);

        Assert.Equal(130, decode.ExitCode);
        Assert.Equal("kchft: stopped.\n", await decode.StandardError.ReadToEndAsync(late.Token));
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
