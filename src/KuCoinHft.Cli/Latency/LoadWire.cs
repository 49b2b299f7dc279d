namespace KuCoinHft.Cli.Latency;

/// <summary>The generator's side of a transport: where it sends, and how it learns of orders.</summary>
/// <remarks>Sending waits while the other side has no room, and the generator's lateness shows it.</remarks>
internal abstract class LoadWire
{
    /// <summary>Sends market frame <paramref name="index"/> of the plan.</summary>
    public abstract void SendMarket(int index);

    /// <summary>Sends an answer over the trading connection.</summary>
    public abstract void SendAnswer(ReadOnlySpan<byte> json);

    /// <summary>Sends two private pushes, one behind the other.</summary>
    public abstract void SendPushes(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second);

    /// <summary>Between sends: hands orders that have come to <paramref name="generator"/>, where no thread of their own does.</summary>
    public virtual void TakeOrders(LoadGenerator generator)
    {
    }
}
