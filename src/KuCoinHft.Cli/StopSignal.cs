using System.Runtime.InteropServices;

namespace KuCoinHft.Cli;

/// <summary>Ctrl+C and SIGTERM as a token: the first asks the verb to end, a second one ends the process at once.</summary>
/// <remarks>
/// The command line library offers this too, but with its version 2.0.0 SIGINT ended a running demo at once, with nothing disposed and no word;
/// a test starts the program and sends the signal.
/// </remarks>
internal sealed class StopSignal : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;

    public StopSignal()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _source.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        if (_source.IsCancellationRequested)
            return;
        context.Cancel = true;
        _source.Cancel();
    }
}
