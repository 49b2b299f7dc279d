using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Market;
using KuCoinHft.Research.Report;

namespace KuCoinHft.Research.Trace;

/// <summary>The fields of an update that its kind has, by name and with their units.</summary>
internal sealed class UpdateValues
{
    private readonly List<ValueReport> _values = [];
    private readonly Instrument? _instrument;

    private UpdateValues(Instrument? instrument) => _instrument = instrument;

    public static IReadOnlyList<ValueReport> Of(in Update update, Instrument? instrument, SessionJournal journal)
    {
        var values = new UpdateValues(instrument);
        values.Add("kind", $"{update.Kind}");
        if (instrument is not null)
            values.Add("symbol", instrument.Symbol);
        values.AddEnvelope(in update, journal);
        if (instrument is not null)
            values.AddPrices(in update);
        values.AddAccount(in update);
        return values._values;
    }

    private void AddEnvelope(in Update update, SessionJournal journal)
    {
        if (update.ExchangeNs != 0)
            Add("exchange time", SessionText.Utc(update.ExchangeNs), "UTC");
        AddCount("first sequence", update.SequenceStart);
        AddCount("last sequence", update.SequenceEnd);
        AddCount("changes", update.ChangeCount);
        if (update.Parts != 0)
            Add("part", $"{update.Part} of {update.Parts}");
        if (update.OrderKey != 0)
            Add("clientOid", journal.ClientOid(update.OrderKey));
        if (update.OrderEvent != OrderEvent.None)
            Add("event", $"{update.OrderEvent}");
        if (update.Side != Side.None)
            Add("side", $"{update.Side}");
        if (update.IsMaker != 0)
            Add("liquidity", "maker");
        AddCount(update.Kind == UpdateKind.Timer ? "timer" : "code", update.Code);
    }

    private void AddPrices(in Update update)
    {
        bool isCandle = update.Kind == UpdateKind.Candle;
        AddPrice("open", update.OpenTicks);
        AddPrice(isCandle ? "close" : "price", update.PriceTicks);
        AddSize(isCandle ? "volume" : "size", update.SizeLots);
        AddPrice(isCandle ? "low" : "bid", update.BidTicks);
        AddSize("bid size", update.BidLots);
        AddPrice(isCandle ? "high" : "ask", update.AskTicks);
        AddSize("ask size", update.AskLots);
        AddSize("filled", update.FilledLots);
        AddSize("remaining", update.RemainLots);
        AddPrice("match price", update.MatchTicks);
        AddSize("match size", update.MatchLots);
    }

    private void AddAccount(in Update update)
    {
        if (update.MarginEvent != MarginEvent.None)
            Add("margin event", $"{update.MarginEvent}");
        if (update.Kind is UpdateKind.MarginPosition)
            Add("debt ratio", SessionText.E8(update.DebtRatioE8), "of the assets");
        if (update.Kind != UpdateKind.Balance)
            return;
        Add("currency", $"{update.CurrencyId}", "of the session's list");
        Add("total", SessionText.E8(update.TotalE8), "of the currency");
        Add("available", SessionText.E8(update.AvailableE8), "of the currency");
        Add("hold", SessionText.E8(update.HoldE8), "of the currency");
    }

    private void AddPrice(string name, long ticks)
    {
        if (ticks != 0)
            Add(name, SessionText.Price(_instrument!, ticks), _instrument!.QuoteCurrency);
    }

    private void AddSize(string name, long lots)
    {
        if (lots != 0)
            Add(name, SessionText.Size(_instrument!, lots), _instrument!.BaseCurrency);
    }

    private void AddCount(string name, long value)
    {
        if (value != 0)
            Add(name, $"{value}");
    }

    private void Add(string name, string value, string unit = "") => _values.Add(new ValueReport(name, value, unit));
}
