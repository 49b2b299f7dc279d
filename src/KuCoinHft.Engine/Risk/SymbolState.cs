using KuCoinHft.Engine.Decode;

namespace KuCoinHft.Engine.Risk;

/// <summary>What the gate remembers of one symbol: its book's age, and its last order with the one before.</summary>
internal struct SymbolState
{
    public long BookNs;

    /// <summary>The last order that passed; keys only grow.</summary>
    public CountedOrder Last;

    /// <summary>The one before it: over, or it would not have been followed, but the exchange's word of a fill counts all the same.</summary>
    public CountedOrder Earlier;
    public long SizeLots;
    public int Sign;

    /// <summary>Answers that there is no such order as the last.</summary>
    public int MissingAnswers;
    public bool IsOpen;

    /// <summary>The exchange has spoken of the last order as one that it has.</summary>
    public bool IsAccepted;
    public bool Reduces;

    /// <summary>Takes an order that passes.</summary>
    public void Begin(in OrderIntent intent, int sign, bool reduces)
    {
        Earlier = Last;
        Last = new CountedOrder { Key = intent.OrderKey, PriceTicks = intent.PriceTicks };
        SizeLots = intent.SizeLots;
        Sign = sign;
        MissingAnswers = 0;
        IsOpen = true;
        IsAccepted = false;
        Reduces = reduces;
    }
}

/// <summary>How much of an order the position holds already.</summary>
internal struct CountedOrder
{
    public long Key;
    public long PriceTicks;
    public long FilledLots;

    /// <summary>The lots that a push or a REST row, cumulative both, tells of for the first time.</summary>
    public long Count(in Update update)
    {
        long newLots = Math.Max(0, update.FilledLots - FilledLots);
        FilledLots += newLots;
        return newLots;
    }
}
