using KuCoinHft.Engine.Market;

namespace KuCoinHft.Exchange.Recordings.Candles;

/// <summary>The book of one symbol around the trades of its candles.</summary>
/// <remarks>
/// The best price on the maker's side is the next trade's; the other best one is a spread away; behind both stand levels on a grid of prices that stays where it is
/// while the market moves, so that a step changes few of them. Sizes follow the average volume of the minutes that are over: nothing is known of
/// the minute that is being played, and a trade may be larger than the level it meets, as if more stood there than was shown.
/// Everything is integers. Units: ticks, lots.
/// </remarks>
internal sealed class CandleQuotes
{
    /// <summary>Levels of a side.</summary>
    public const int Levels = 25;

    /// <summary>Width of the grid: so many parts of the price, 0.025 %.</summary>
    private const long GridParts = 4_000;

    private const long SizeLotsMax = 100_000_000_000_000_000;
    private const int RefreshMinutes = 8;

    private readonly Instrument _instrument;
    private readonly ulong _seed;
    private readonly Dictionary<long, long> _before = [];
    private long _volumeLots;

    public CandleQuotes(Instrument instrument, ulong seed) => (_instrument, _seed) = (instrument, seed);

    /// <summary>Best first.</summary>
    public List<PricedSize> Bids { get; } = [];

    /// <summary>Best first.</summary>
    public List<PricedSize> Asks { get; } = [];

    /// <summary>A minute is over.</summary>
    public void AddMinute(in MinuteCandle candle) =>
        _volumeLots = _volumeLots == 0 ? candle.SizeLots : Math.Max(1, _volumeLots + ((candle.SizeLots - _volumeLots) / 64));

    /// <summary>Moves the book to a trade to come and says what changed.</summary>
    /// <param name="changes">Null where nobody knows the book yet.</param>
    public void MoveTo(in Print print, BookChanges? changes)
    {
        long ticks = print.PriceTicks, minute = print.TimeMs / MinuteCandle.LengthMs;
        var draw = new SeededDraw(_seed, (ulong)print.TimeMs, 1);
        long spreadTicks = SpreadTicks(ticks, ref draw);
        long bidTicks = print.TakerSide == Side.Sell ? ticks : ticks - spreadTicks;
        long askTicks = print.TakerSide == Side.Buy ? ticks : ticks + spreadTicks;
        Fill(Bids, bidTicks, -1, minute, ref draw, changes);
        Fill(Asks, askTicks, 1, minute, ref draw, changes);
    }

    private void Fill(List<PricedSize> side, long bestTicks, int sign, long minute, ref SeededDraw draw, BookChanges? changes)
    {
        _before.Clear();
        foreach (PricedSize level in side)
            _before.Add(level.Price, level.Size);
        side.Clear();
        long volumeLots = Rounded(_volumeLots), gridTicks = GridTicks(bestTicks);
        side.Add(new PricedSize(bestTicks, Size((Int128)volumeLots * CandleShape.BestSizePermille * 1000, draw.Of(CandleShape.LevelSizes))));
        long cell = bestTicks / gridTicks;
        for (int i = 1; i < Levels; i++)
        {
            long ticks = (cell + (i * sign)) * gridTicks;
            if (ticks <= 0)
                break;
            if (ticks == bestTicks)
                continue;
            // Some levels change with every minute, each every few minutes.
            var level = new SeededDraw(_seed, (ulong)ticks, (ulong)((minute + cell + (i * sign)) / RefreshMinutes) + 2);
            side.Add(new PricedSize(ticks, Size((Int128)volumeLots * CandleShape.DepthPpm * gridTicks * 10_000 * 1000 / bestTicks / CandleShape.LevelSizeMean, level.Of(CandleShape.LevelSizes))));
        }

        if (changes is null)
            return;
        foreach (PricedSize level in side)
        {
            if (!_before.Remove(level.Price, out long size) || size != level.Size)
                changes.Add(sign < 0, level);
        }

        foreach (long gone in _before.Keys)
            changes.Add(sign < 0, new PricedSize(gone, 0));
    }

    private static long Size(Int128 lotsPpm, long permille) => (long)Int128.Clamp(lotsPpm * permille / 1_000_000_000, 1, SizeLotsMax);

    private long SpreadTicks(long ticks, ref SeededDraw draw)
    {
        Int128 turnover = (Int128)_volumeLots * ticks * CandleShape.WorthUsdt(_instrument.QuoteCurrency)
            / PowersOfTen.Long(_instrument.PriceDecimals) / PowersOfTen.Long(_instrument.SizeDecimals);
        int entry = 0;
        for (Int128 next = CandleShape.TurnoverFirst * CandleShape.TurnoverFactor; next <= turnover && entry < CandleShape.SpreadPpb.Length - 1; next *= CandleShape.TurnoverFactor)
            entry++;
        Int128 spread = (Int128)ticks * CandleShape.SpreadPpb[entry] * draw.Of(CandleShape.SpreadSizes) / 1_000_000_000_000;
        return (long)Int128.Clamp(spread, 1, ticks - 1);
    }

    // 1, 2 or 5 times a power of ten, so that it seldom changes.
    private static long GridTicks(long bestTicks)
    {
        long most = Math.Max(1, bestTicks / GridParts), width = 1;
        while (width * 10 <= most)
            width *= 10;
        return width * 5 <= most ? width * 5 : width * 2 <= most ? width * 2 : width;
    }

    // Steps of a quarter: otherwise every minute would change every level.
    private static long Rounded(long lots)
    {
        long step = 4;
        while (step + (step / 4) <= lots)
            step += step / 4;
        long next = step + (step / 4);
        return lots <= step ? lots : lots - step < next - lots ? step : next;
    }
}
