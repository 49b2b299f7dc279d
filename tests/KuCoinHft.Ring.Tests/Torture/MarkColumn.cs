namespace KuCoinHft.Ring.Tests.Torture;

/// <summary>What one stage leaves for those behind it: a word a sequence, another for each stage.</summary>
internal sealed class MarkColumn(RingBuffer ring, int stage) : IDisposable
{
    private readonly RingColumn<long> _words = new(ring);

    public void Write(long n) => _words[n] = Of(n);

    public bool IsOf(long n) => _words[n] == Of(n);

    public void Dispose() => _words.Dispose();

    private long Of(long n) => unchecked((n + stage) * (long)0x9E3779B97F4A7C15);
}
