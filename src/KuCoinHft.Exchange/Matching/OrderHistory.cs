namespace KuCoinHft.Exchange.Matching;

/// <summary>What an account's orders came to: done orders, fills, stop orders that are no more.</summary>
/// <remarks>
/// Retention: the last <see cref="DoneMax"/> done orders, <see cref="FillsMax"/> fills and <see cref="StopsMax"/> stop and OCO orders of an account; queries show what is at most
/// <see cref="AgeNsMax"/> old, as KuCoin does. A forgotten order is unknown from then on, and its clientOid is free again.
/// </remarks>
internal sealed class OrderHistory
{
    public const int DoneMax = 10_000;
    public const int FillsMax = 20_000;
    public const int StopsMax = 1_000;

    /// <summary>KuCoin keeps three days.</summary>
    public const long AgeNsMax = 3 * 24 * 3600 * 1_000_000_000L;

    public Recent<Order> Done { get; } = new(DoneMax);

    public Recent<FillRecord> Fills { get; } = new(FillsMax);

    public Recent<StopOrder> Stops { get; } = new(StopsMax);

    public Recent<OcoOrder> Ocos { get; } = new(StopsMax);
}
