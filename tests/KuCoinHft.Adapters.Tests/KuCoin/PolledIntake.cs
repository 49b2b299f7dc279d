using System.Text;
using KuCoinHft.Engine;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Ring;

namespace KuCoinHft.Adapters.Tests.KuCoin;

/// <summary>An intake over one source, polled by the test itself until what it waits for has come.</summary>
internal sealed class PolledIntake : IDisposable
{
    private readonly RingBuffer _ring = new(64);
    private readonly ByteRing _bytes = new(Limits.RingBytes);
    private readonly RingColumn<Frame> _frames;
    private readonly Sequence _consumed = new();
    private readonly Intake _intake;

    public PolledIntake(WsSource source)
    {
        _ring.AddGating(_consumed);
        _frames = new RingColumn<Frame>(_ring);
        _intake = new Intake(_ring, _bytes, _frames, [source]);
    }

    /// <summary>Texts of the frames so far.</summary>
    public List<string> Texts { get; } = [];

    public async Task UntilAsync(Func<bool> isThere)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        while (!isThere())
        {
            Assert.False(limit.IsCancellationRequested, $"did not come; so far [{string.Join("|", Texts)}]");
            _intake.RunOnce();
            for (long n = _consumed.Value + 1; n <= _ring.Cursor.Value; n++)
            {
                Texts.Add(Encoding.UTF8.GetString(_bytes[_frames[n].BytePosition, _frames[n].Length]));
                _consumed.Set(n);
            }

            await Task.Yield();
        }
    }

    public void Dispose()
    {
        _frames.Dispose();
        _bytes.Dispose();
    }
}

internal sealed class WallClock : IClock
{
    public long NowNs => (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100;
}
