using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;

namespace KuCoinHft.Cli.Latency;

/// <summary>This program once more, as the load generator.</summary>
/// <remarks>It ends when this process closes the pipe to it, be it by dying. Thread: one cold thread.</remarks>
internal sealed class LoadProcess : IDisposable
{
    /// <summary>Its hidden verb.</summary>
    public const string Verb = "latency-load";

    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(2);
    private readonly Process _process;
    private readonly Task<string> _errors;

    /// <exception cref="IOException">It did not come up.</exception>
    public LoadProcess(LatencySettings settings)
    {
        ProcessStartInfo start = SelfStart.With(["bench", Verb, .. settings.LoadArguments]);
        // What is measured is the engine under a JIT profile; the generator is the same in all of them.
        foreach (string name in JitProfiles.Variables)
            start.Environment.Remove(name);
        start.RedirectStandardInput = true;
        _process = Process.Start(start)!;
        _errors = _process.StandardError.ReadToEndAsync();
        string[] ready = Read("ready").Split(' ');
        Port = int.Parse(ready[0], System.Globalization.CultureInfo.InvariantCulture);
        PlanHash = ulong.Parse(ready[1], System.Globalization.CultureInfo.InvariantCulture);
        Certificate = ready[2] == "-" ? null : X509CertificateLoader.LoadCertificate(Convert.FromBase64String(ready[2]));
    }

    public int Port { get; }

    public ulong PlanHash { get; }

    /// <summary>What its TLS shows; null without.</summary>
    public X509Certificate2? Certificate { get; }

    public int Id => _process.Id;

    /// <summary>Why it is gone, in words; null while it lives.</summary>
    public string? Fault => _process.HasExited ? $"The load generator ended with {_process.ExitCode}. {(_errors.Wait(EndTimeout) ? _errors.Result.Trim() : "")}" : null;

    /// <summary>Tells it a line of <see cref="LoadChild"/>'s.</summary>
    public void Tell(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    /// <summary>The rest of the line that begins with <paramref name="word"/>, which must be the next.</summary>
    /// <exception cref="IOException">It ended, or said something else.</exception>
    public string Read(string word)
    {
        string? line = _process.StandardOutput.ReadLine();
        if (line is null)
            _process.WaitForExit(EndTimeout);
        if (line?.StartsWith(word + ' ', StringComparison.Ordinal) != true)
            throw new IOException(Fault ?? $"The load generator said \"{line}\" instead of {word}.");
        return line[(word.Length + 1)..];
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(EndTimeout))
            _process.Kill();
        _process.Dispose();
        Certificate?.Dispose();
    }
}
