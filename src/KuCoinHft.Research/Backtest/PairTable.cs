using KuCoinHft.Engine.Market;

namespace KuCoinHft.Research.Backtest;

/// <summary>Whose spread each symbol is watched against.</summary>
public static class PairTable
{
    /// <summary>Pairs the marginable symbols of one quote currency in order: first with second, third with fourth; -1 for the rest.</summary>
    public static int[] Of(IReadOnlyList<Instrument> instruments)
    {
        var partners = new int[instruments.Count];
        Array.Fill(partners, -1);
        foreach (IGrouping<string, Instrument> group in instruments.Where(i => i.IsMarginEnabled).GroupBy(i => i.QuoteCurrency))
        {
            foreach (Instrument[] pair in group.Chunk(2).Where(p => p.Length == 2))
                (partners[pair[0].Id], partners[pair[1].Id]) = (pair[1].Id, pair[0].Id);
        }

        return partners;
    }
}
