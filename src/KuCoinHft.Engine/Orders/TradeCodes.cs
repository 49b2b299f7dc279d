namespace KuCoinHft.Engine.Orders;

/// <summary>KuCoin's answer codes that the engine tells apart.</summary>
public static class TradeCodes
{
    public const int Success = 200000;

    /// <summary>So many answers that an order does not exist, and none that it does, say that it never reached the exchange.</summary>
    /// <remarks>
    /// One is not enough: the order may be under way yet. The n-th answer is to the n-th question or a later one, and <see cref="OrderHandler"/> asks its third
    /// when the order is seven silences old (35 s). No trading session lives that long without a sign of life: KuCoin's ping interval and time-out are 28 s.
    /// </remarks>
    public const int MissingAnswersMin = 3;

    /// <summary>The answer leaves open whether the exchange has the order: a time-out (408000), or a fault of the server's (500000 to 505000).</summary>
    /// <remarks>Such an order may rest or fill yet, so it is not forgotten. Source: KuCoin API documentation, "system error codes".</remarks>
    public static bool IsOutcomeUnknown(int code) => code is 408000 or (>= 500000 and <= 599999);

    /// <summary>The answer to a question about an order says that there is no such order.</summary>
    /// <remarks>126043 of the margin family, 102435 of the spot family. Source: KuCoin API documentation, "error codes".</remarks>
    public static bool IsOrderMissing(int code) => code is 126043 or 102435;
}
