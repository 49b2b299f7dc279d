using System.Text.Json;
using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Text;

namespace KuCoinHft.Exchange.Matching;

/// <summary>Writes the private pushes in KuCoin's form and queues them.</summary>
/// <remarks>Source: api.md 3.5, and the examples of the universal SDK.</remarks>
internal sealed class PushWriter
{
    public const string OrdersTopic = "/spotMarket/tradeOrdersV2";
    public const string StopsTopic = "/spotMarket/advancedOrders";
    public const string BalanceTopic = "/account/balance";
    public const string PositionTopic = "/margin/position";

    private readonly Queue<Push> _queue;
    private long _eventId = 354_689_988_084_000;

    public PushWriter(Queue<Push> queue) => _queue = queue;

    /// <summary>Market time that the next pushes carry.</summary>
    public long NowNs { get; set; }

    /// <summary>The order that causes the next balance changes, if one does.</summary>
    public Order? Cause { get; set; }

    /// <summary>The trade that causes them, or 0.</summary>
    public long CauseTradeId { get; set; }

    /// <summary>received, open, filled or canceled.</summary>
    public void OrderChange(Order order, string type, string status) => Enqueue(order.Account, OrdersTopic, "orderChange", (order, type, status), (json, x) =>
    {
        WriteOrder(json, x.order, x.type, x.status);
        if (x.type != "received")
            WriteSizes(json, x.order);
        if (x.status != "done")
            return;
        json.WriteString("remainFunds", "0");
        if (x.order.Ticket.IsByFunds)
            json.WriteString("canceledFunds", Coins(x.order.CanceledQuote));
    });

    /// <summary>A part of the order was cancelled.</summary>
    public void Reduced(Order order, long oldSizeLots) => Enqueue(order.Account, OrdersTopic, "orderChange", (order, oldSizeLots), (json, x) =>
    {
        WriteOrder(json, x.order, "update", x.order.IsActive ? "open" : "match");
        WriteSizes(json, x.order);
        json.WriteString("oldSize", DecimalText.Format(x.oldSizeLots, x.order.Ticket.Instrument.SizeDecimals));
    });

    public void Match(Order order, in Deal deal) => Enqueue(order.Account, OrdersTopic, "orderChange", (order, deal), (json, x) =>
    {
        Instrument instrument = x.order.Ticket.Instrument;
        WriteOrder(json, x.order, "match", x.deal.IsIncoming ? "match" : "open");
        WriteSizes(json, x.order);
        json.WriteString("matchPrice", DecimalText.Format(x.deal.PriceTicks, instrument.PriceDecimals));
        json.WriteString("matchSize", DecimalText.Format(x.deal.Lots, instrument.SizeDecimals));
        json.WriteString("tradeId", x.deal.TradeId.ToString());
        json.WriteString("liquidity", x.deal.IsTaker ? "taker" : "maker");
        json.WriteString("feeType", x.deal.IsTaker ? "takerFee" : "makerFee");
    });

    /// <summary>A stop order was taken, set off or cancelled.</summary>
    /// <param name="type">open, TRIGGERED or cancel.</param>
    /// <param name="failure">TRIGGERED: why the order that it stood for was refused; null where it was taken.</param>
    public void StopChange(StopOrder stop, string type, Refusal? failure = null) =>
        Enqueue(stop.Account, StopsTopic, "stopOrder", (stop, type, failure, NowNs), static (json, x) => StopViews.WritePush(json, x.stop, x.type, x.failure, x.NowNs));

    public void Balance(ExchangeAccount account, BalanceChange change)
    {
        string id = (++_eventId).ToString();
        Enqueue(account, BalanceTopic, "account.balance", (account, change, id, this), (json, x) => WriteBalance(json, x.account, x.change, x.id, x.Item4), id);
    }

    /// <summary>The debt ratio with all assets and debts.</summary>
    /// <remarks>KuCoin gives totals in BTC. A recording without a BTC pair has no such price: they are USDT then.</remarks>
    public void Position(ExchangeAccount owner, MarkPrices marks) => Enqueue(owner, PositionTopic, "debt.ratio", (owner.Ledger, marks, NowNs), (json, x) =>
    {
        (long assetsQuote, long debtQuote) = x.Ledger.Value();
        long btcQuote = x.marks.MarkQuote("BTC");
        string assets = InBtc(assetsQuote, btcQuote), debt = InBtc(debtQuote, btcQuote), collateral = InBtc(x.Ledger.CollateralQuote(), btcQuote);
        json.WritePropertyName("debtRatio");
        json.WriteRawValue(DebtRatioText(assetsQuote, debtQuote));
        json.WritePropertyName("totalAsset");
        json.WriteRawValue(assets);
        json.WriteString("marginCoefficientTotalAsset", collateral);
        json.WriteString("totalDebt", debt);
        json.WriteStartObject("assetList");
        foreach (CoinAccount coins in x.Ledger.Accounts)
        {
            json.WriteStartObject(coins.Currency);
            json.WriteString("total", coins.Text(coins.TotalUnits));
            json.WriteString("available", coins.Text(coins.AvailableUnits));
            json.WriteString("hold", coins.Text(coins.HoldUnits));
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartObject("debtList");
        foreach (CoinAccount coins in x.Ledger.Accounts)
            json.WriteString(coins.Currency, coins.Text(coins.LiabilityUnits));
        json.WriteEndObject();
        json.WriteNumber("timestamp", x.NowNs / Nanos.PerMillisecond);
    });

    /// <summary>FROZEN_FL, UNFROZEN_FL, LIABILITY or UNLIABILITY.</summary>
    public void PositionStatus(ExchangeAccount account, string type) => Enqueue(account, PositionTopic, "position.status", (type, NowNs), static (json, x) =>
    {
        json.WriteString("type", x.type);
        json.WriteNumber("timestamp", x.NowNs / Nanos.PerMillisecond);
    });

    /// <summary>D / A cut to 4 decimals, as KuCoin prints it.</summary>
    public static string DebtRatioText(long assetsQuote, long debtQuote) =>
        DecimalText.Format(debtQuote == 0 ? 0 : assetsQuote == 0 ? 10_000 : (long)Int128.Min((Int128)debtQuote * 10_000 / assetsQuote, long.MaxValue), 4);

    /// <summary>10^-8 coins as KuCoin prints them.</summary>
    public static string Coins(long units) => DecimalText.Format(units, 8);

    /// <summary>KuCoin's number of a coin's account. Any that is the same in every run serves; string.GetHashCode would differ from run to run.</summary>
    public static long AccountId(ExchangeAccount owner, WalletKind wallet, string currency)
    {
        long id = 548_000_000_000 + (owner.Index * 30_000_000L) + ((WalletKind.Margin - wallet) * 10_000_000L);
        for (int i = 0; i < currency.Length; i++)
            id += currency[i] * (31L * (i + 1));
        return id;
    }

    private static string InBtc(long quote, long btcQuote) => Coins(btcQuote == 0 ? quote : (long)((Int128)quote * Quote.One / btcQuote));

    private void WriteOrder(Utf8JsonWriter json, Order order, string type, string status)
    {
        OrderTicket ticket = order.Ticket;
        json.WriteString("symbol", ticket.Instrument.Symbol);
        json.WriteString("orderType", ticket.IsMarket ? "market" : "limit");
        json.WriteString("side", ticket.Side == Side.Buy ? "buy" : "sell");
        json.WriteString("orderId", order.Id);
        json.WriteString("clientOid", ticket.ClientOid);
        json.WriteString("type", type);
        json.WriteString("status", status);
        if (ticket.IsByFunds)
            json.WriteString("originFunds", Coins(ticket.FundsQuote));
        else
            json.WriteString("originSize", DecimalText.Format(ticket.SizeLots, ticket.Instrument.SizeDecimals));
        if (!ticket.IsMarket)
            json.WriteString("price", DecimalText.Format(ticket.PriceTicks, ticket.Instrument.PriceDecimals));
        json.WriteNumber("orderTime", order.CreatedNs / Nanos.PerMillisecond);
        json.WriteNumber("ts", NowNs);
    }

    private static void WriteSizes(Utf8JsonWriter json, Order order)
    {
        int decimals = order.Ticket.Instrument.SizeDecimals;
        if (!order.Ticket.IsByFunds)
            json.WriteString("size", DecimalText.Format(order.SizeLots, decimals));
        json.WriteString("filledSize", DecimalText.Format(order.FilledLots, decimals));
        json.WriteString("remainSize", DecimalText.Format(order.RemainLots, decimals));
        json.WriteString("canceledSize", DecimalText.Format(order.CanceledLots, decimals));
    }

    private static void WriteBalance(Utf8JsonWriter json, ExchangeAccount owner, BalanceChange change, string id, PushWriter writer)
    {
        CoinAccount coins = change.Coins;
        json.WriteString("accountId", AccountId(owner, change.Wallet.Kind, coins.Currency).ToString());
        json.WriteString("currency", coins.Currency);
        json.WriteString("total", coins.Text(coins.TotalUnits));
        json.WriteString("available", coins.Text(coins.AvailableUnits));
        json.WriteString("hold", coins.Text(coins.HoldUnits));
        json.WriteString("availableChange", coins.Text(change.AvailableUnits));
        json.WriteString("holdChange", coins.Text(change.HoldUnits));
        json.WriteString("relationEvent", EventOf(change));
        json.WriteString("relationEventId", id);
        json.WriteStartObject("relationContext");
        if (writer.Cause is { } order)
        {
            json.WriteString("symbol", order.Ticket.Instrument.Symbol);
            json.WriteString("orderId", order.Id);
            if (writer.CauseTradeId != 0)
                json.WriteString("tradeId", writer.CauseTradeId.ToString());
        }

        json.WriteEndObject();
        json.WriteString("time", (writer.NowNs / Nanos.PerMillisecond).ToString());
    }

    private static string EventOf(in BalanceChange change)
    {
        string cause = change.Cause switch { BalanceCause.Hold => "hold", BalanceCause.Exchange => "setted", BalanceCause.Transfer => "transfer", _ => "other" };
        return (change.Wallet.Kind switch { WalletKind.Main => "main.", WalletKind.Trade => "trade_hf.", _ => "marginV2." }) + cause;
    }

    private void Enqueue<T>(ExchangeAccount account, string topic, string subject, T state, Action<Utf8JsonWriter, T> data, string? id = null)
    {
        byte[] bytes = KuCoinJson.Object((account, topic, subject, state, data, id), static (json, x) =>
        {
            json.WriteString("topic", x.topic);
            json.WriteString("type", "message");
            json.WriteString("subject", x.subject);
            if (x.id is not null)
                json.WriteString("id", x.id);
            json.WriteString("userId", x.account.UserId);
            json.WriteString("channelType", "private");
            json.WriteStartObject("data");
            x.data(json, x.state);
            json.WriteEndObject();
        });
        _queue.Enqueue(new Push(NowNs, topic, account, bytes));
    }
}
