namespace KuCoinHft.Exchange.Ledger;

/// <summary>What an account pays for a symbol's fills.</summary>
internal readonly record struct FeeRates(Rate Maker, Rate Taker)
{
    /// <summary>The dearer of the two: what a hold must reckon with.</summary>
    public Rate Max => Taker.Parts > Maker.Parts ? Taker : Maker;
}
