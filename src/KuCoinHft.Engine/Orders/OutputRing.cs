using KuCoinHft.Ring;

namespace KuCoinHft.Engine.Orders;

/// <summary>Actions on their way to Send, in order of (sequence, index).</summary>
/// <remarks>
/// Thread: Orders claims and publishes, Send reads. What if full: it cannot be: a frame causes at most <see cref="Limits.ActionsPerFrameMax"/> actions, and Send has passed
/// them before Orders sees the next frame.
/// </remarks>
public sealed class OutputRing : IDisposable
{
    private readonly RingBuffer _ring;
    private readonly RingColumn<ActionRecord> _actions;
    private long _claimed;

    /// <param name="frames">Frames whose actions it holds; a power of two.</param>
    public OutputRing(int frames = 1)
    {
        _ring = new RingBuffer(frames * Limits.ActionsPerFrameMax);
        _ring.AddGating(Sent);
        _actions = new RingColumn<ActionRecord>(_ring);
    }

    /// <summary>The last action published.</summary>
    public long Last => _ring.Cursor.Value;

    /// <summary>The last action that Send has passed.</summary>
    public Sequence Sent { get; } = new();

    public ref ActionRecord this[long number] => ref _actions[number];

    /// <summary>The next action, to be filled and published.</summary>
    /// <exception cref="InvalidOperationException">The bound above is broken: a bug of ours, which stops the worker.</exception>
    public ref ActionRecord Claim()
    {
        if (!_ring.TryClaim(out _claimed))
            OrderFault.ThrowOutputFull(_ring.Capacity);
        return ref _actions[_claimed];
    }

    /// <summary>Publishes the claimed action.</summary>
    public void Publish() => _ring.Publish(_claimed);

    public void Dispose() => _actions.Dispose();
}
