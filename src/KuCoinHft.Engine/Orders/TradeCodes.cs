namespace KuCoinHft.Engine.Orders;

/// <summary>KuCoin's answer codes that the engine tells apart.</summary>
public static class TradeCodes
{
    public const int Success = 200000;

    /// <summary>The answer leaves open whether the exchange has the order: a time-out (408000), or a fault of the server's (500000 to 505000).</summary>
    /// <remarks>Such an order may rest or fill yet, so it is not forgotten. Source: KuCoin API documentation, "system error codes".</remarks>
    public static bool IsOutcomeUnknown(int code) => code is 408000 or (>= 500000 and <= 599999);
}
