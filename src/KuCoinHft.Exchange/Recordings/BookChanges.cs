namespace KuCoinHft.Exchange.Recordings;

/// <summary>Rows of one level 2 message: prices and their new sizes, removals apart from the rest.</summary>
/// <remarks>
/// Rows get their sequence numbers with removals before sizes: what is left after the removals stands in the book before and after,
/// and what comes then stands in the book after, so that the book is not crossed at any single sequence number.
/// </remarks>
internal sealed class BookChanges
{
    public List<PricedSize> BidsRemoved { get; } = [];

    public List<PricedSize> AsksRemoved { get; } = [];

    public List<PricedSize> BidsSet { get; } = [];

    public List<PricedSize> AsksSet { get; } = [];

    public int Count => BidsRemoved.Count + AsksRemoved.Count + BidsSet.Count + AsksSet.Count;

    public void Add(bool isBid, PricedSize row)
    {
        List<PricedSize> rows = row.Size == 0 ? (isBid ? BidsRemoved : AsksRemoved) : isBid ? BidsSet : AsksSet;
        rows.Add(row);
    }

    public void Clear()
    {
        BidsRemoved.Clear();
        AsksRemoved.Clear();
        BidsSet.Clear();
        AsksSet.Clear();
    }
}
