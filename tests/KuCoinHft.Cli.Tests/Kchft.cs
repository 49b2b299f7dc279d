using System.Diagnostics;
using System.Text;

namespace KuCoinHft.Cli.Tests;

/// <summary>The built program as a process of its own, as a user starts it.</summary>
internal static class Kchft
{
    // Many times what the slowest run takes; a hang fails by name instead of holding the machine.
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    /// <summary>Runs a verb that loads models with those of the repository.</summary>
    public static Task<Outcome> RunWithModelsAsync(params string[] arguments) => RunAsync([.. arguments, "--models", Checkout.Models]);

    public static Task<Outcome> RunAsync(params string[] arguments) => RunAsync(Stream.Null, arguments);

    /// <summary>Runs it to its end with <paramref name="input"/> on stdin.</summary>
    public static async Task<Outcome> RunAsync(Stream input, params string[] arguments)
    {
        using Process process = Start(arguments);
        return await FinishAsync(process, input);
    }

    /// <summary>Starts it; the caller reads, writes and waits.</summary>
    public static Process Start(params string[] arguments)
    {
        ProcessStartInfo start;
        if (OperatingSystem.IsLinux())
        {
            // A shell that runs tests in the background makes its children deaf to SIGINT; the program must not inherit that.
            start = new ProcessStartInfo("env");
            start.ArgumentList.Add("--default-signal=INT");
            start.ArgumentList.Add(DotNet);
        }
        else
        {
            start = new ProcessStartInfo(DotNet);
        }

        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "kchft.dll"));
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.StandardOutputEncoding = Encoding.UTF8;
        start.StandardErrorEncoding = Encoding.UTF8;

        // The test host's own settings are not the user's.
        start.Environment.Remove("DOTNET_GCgen0size");
        start.Environment["TERM"] = "xterm-256color";
        return Process.Start(start)!;
    }

    /// <summary>Feeds it, reads it and waits for it.</summary>
    public static async Task<Outcome> FinishAsync(Process process, Stream input)
    {
        using var late = new CancellationTokenSource(Timeout);
        Task<string> output = process.StandardOutput.ReadToEndAsync(late.Token);
        Task<string> error = process.StandardError.ReadToEndAsync(late.Token);
        try
        {
            await input.CopyToAsync(process.StandardInput.BaseStream, late.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw new TimeoutException($"kchft did not end within {Timeout.TotalSeconds} s.");
        }

        return new Outcome(process.ExitCode, await output, await error);
    }

    private static string DotNet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
}
