using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
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
        Assert.InRange(Stopwatch.GetElapsedTime(sentAt).TotalSeconds, 0, 20);
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
    public async Task Killed_outright_it_leaves_a_journal_of_which_every_record_is_read()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "signals are Unix's");
        using var folder = new TemporaryFolder();
        using Process demo = Kchft.Start("demo", "--speed", "1x", "--models", Checkout.Models, "--journal", folder.Path);
        await demo.StandardError.ReadLineAsync(TestContext.Current.CancellationToken);
        await demo.StandardError.ReadLineAsync(TestContext.Current.CancellationToken);

        demo.Kill();
        await demo.WaitForExitAsync(TestContext.Current.CancellationToken);
        Outcome verified = await Kchft.RunAsync("journal", "verify", folder.Path, "--json");

        JsonElement frames = verified.Json().GetProperty("streams")[0];
        Assert.StartsWith("not closed", frames.GetProperty("end").GetString(), StringComparison.Ordinal);
        Assert.InRange(frames.GetProperty("records").GetInt64(), 100, long.MaxValue);
        Assert.Equal(frames.GetProperty("records").GetInt64() - 1, frames.GetProperty("lastSequence").GetInt64());
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

        Assert.InRange(Stopwatch.GetElapsedTime(sentAt).TotalSeconds, 0, 20);
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
