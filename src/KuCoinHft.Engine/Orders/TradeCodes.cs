namespace KuCoinHft.Engine.Orders;

/// <summary>KuCoin's answer codes that the engine tells apart.</summary>
public static class TradeCodes
{
    public const int Success = 200000;
}
