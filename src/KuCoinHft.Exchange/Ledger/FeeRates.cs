namespace KuCoinHft.Exchange.Ledger;

/// <summary>What an account pays for a symbol's fills; a negative maker fee is paid to it.</summary>
/// <remarks>Source: KuCoin's fee table of 2026-03-26, in api.md 7.</remarks>
public readonly record struct FeeRates(Rate Maker, Rate Taker)
{
    private static readonly decimal[] MakerPercent = [0.100m, 0.095m, 0.090m, 0.075m, 0.055m, 0.035m, 0.025m, 0.015m, 0.010m, 0m, 0m, -0.003m, -0.005m];
    private static readonly decimal[] TakerPercent = [0.100m, 0.100m, 0.100m, 0.090m, 0.075m, 0.055m, 0.045m, 0.042m, 0.040m, 0.040m, 0.030m, 0.025m, 0.025m];

    /// <summary>The dearer of the two: what a hold must reckon with.</summary>
    public Rate Max => Taker.Parts > Maker.Parts ? Taker : Maker;

    /// <summary>Fees by VIP level, class and coefficients: class B costs twice and class C three times class A, but rebates are the same in all.</summary>
    /// <exception cref="ArgumentException">Level, class or coefficient out of range.</exception>
    public static FeeRates Of(int vipLevel, SymbolRules symbol)
    {
        if (vipLevel is < 0 or > 12)
            throw new ArgumentException($"The VIP level must be in 0..12, not {vipLevel}.", nameof(vipLevel));
        if (symbol.FeeCategory is < 1 or > 3)
            throw new ArgumentException($"The fee category must be 1, 2 or 3, not {symbol.FeeCategory}.", nameof(symbol));
        decimal maker = MakerPercent[vipLevel] / 100, taker = TakerPercent[vipLevel] / 100;
        return new FeeRates(
            Rate.Of((maker < 0 ? maker : maker * symbol.FeeCategory) * symbol.MakerCoefficient, nameof(symbol.MakerCoefficient), least: -0.01m),
            Rate.Of(taker * symbol.FeeCategory * symbol.TakerCoefficient, nameof(symbol.TakerCoefficient)));
    }
}
