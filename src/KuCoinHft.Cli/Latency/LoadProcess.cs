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
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly Task<string> _errors;
    private readonly TimeSpan _answerTimeout;
    private readonly CancellationToken _cancellation;

    /// <param name="start">A program that speaks <see cref="LoadChild"/>'s lines.</param>
    /// <param name="answerTimeout">How long one of its lines may take.</param>
    /// <exception cref="IOException">It did not come up.</exception>
    /// <exception cref="TimeoutException">It does not say that it is ready.</exception>
    public LoadProcess(ProcessStartInfo start, TimeSpan answerTimeout, CancellationToken cancellation)
    {
        (_answerTimeout, _cancellation) = (answerTimeout, cancellation);
        _process = Process.Start(start)!;
        _errors = _process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            string[] ready = Read("ready").Split(' ');
            Port = int.Parse(ready[0], System.Globalization.CultureInfo.InvariantCulture);
            PlanHash = ulong.Parse(ready[1], System.Globalization.CultureInfo.InvariantCulture);
            Certificate = ready[2] == "-" ? null : X509CertificateLoader.LoadCertificate(Convert.FromBase64String(ready[2]));
        }
        catch
        {
            // Nobody else has it yet: it would go on until this process ends.
            Dispose();
            throw;
        }
    }

    /// <summary>Starts this program once more.</summary>
    /// <exception cref="IOException">It did not come up.</exception>
    /// <exception cref="TimeoutException">It does not say that it is ready.</exception>
    public static LoadProcess Start(LatencySettings settings, CancellationToken cancellation)
    {
        ProcessStartInfo start = SelfStart.With(["bench", Verb, .. settings.LoadArguments]);
        // What is measured is the engine under a JIT profile; the generator is the same in all of them.
        foreach (string name in JitProfiles.Variables)
            start.Environment.Remove(name);
        start.RedirectStandardInput = true;
        return new LoadProcess(start, AnswerTimeout, cancellation);
    }

    public int Port { get; }

    public ulong PlanHash { get; }

    /// <summary>What its TLS shows; null without.</summary>
    public X509Certificate2? Certificate { get; }

    public int Id => _process.Id;

    /// <summary>Why it is gone, in words; null while it lives.</summary>
    public string? Fault => _process.HasExited ? $"The load generator ended with {_process.ExitCode}. {(_errors.Wait(EndTimeout) ? _errors.Result.Trim() : "")}" : null;

    /// <summary>Tells it a line of <see cref="LoadChild"/>'s.</summary>
    /// <exception cref="IOException">It has ended.</exception>
    public void Tell(string line)
    {
        try
        {
            _process.StandardInput.WriteLine(line);
            _process.StandardInput.Flush();
        }
        catch (IOException e)
        {
            // The pipe breaks a moment before the exit code is there.
            _process.WaitForExit(EndTimeout);
            throw new IOException(Fault ?? $"The load generator listens no more: {e.Message}", e);
        }
    }

    /// <summary>The rest of the line that begins with <paramref name="word"/>, which must be the next.</summary>
    /// <exception cref="IOException">It ended, or said something else.</exception>
    /// <exception cref="TimeoutException">It said nothing.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public string Read(string word)
    {
        string? line;
        try
        {
            line = _process.StandardOutput.ReadLineAsync(CancellationToken.None).AsTask().WaitAsync(_answerTimeout, _cancellation).GetAwaiter().GetResult();
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"The load generator has not said {word} within {_answerTimeout.TotalSeconds} s.", e);
        }

        if (line is null)
            _process.WaitForExit(EndTimeout);
        if (line?.StartsWith(word + ' ', StringComparison.Ordinal) != true)
            throw new IOException(Fault ?? $"The load generator said \"{line}\" instead of {word}.");
        return line[(word.Length + 1)..];
    }

    public void Dispose()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // What it was told last has not reached it: it is gone, which is what closing is to bring about.
            _process.Kill();
        }

        if (!_process.WaitForExit(EndTimeout))
            _process.Kill();
        _process.Dispose();
        Certificate?.Dispose();
    }
}
