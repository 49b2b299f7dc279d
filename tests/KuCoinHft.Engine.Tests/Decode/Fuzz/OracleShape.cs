using System.Text;

namespace KuCoinHft.Engine.Tests.Decode.Fuzz;

/// <summary>What a key of a KuCoin object may hold.</summary>
/// <param name="Need">'!': must be there and not be null; '?': must be there; ' ': need not.</param>
/// <param name="Words">Of type <c>word</c>: those that are known, in the order of the enum that they become.</param>
/// <param name="Inner">Of types <c>object</c> and <c>row</c>.</param>
internal sealed record OracleRule(string Name, byte[] Key, char Need, string Type, byte[][] Words, OracleShape? Inner);

/// <summary>KuCoin's messages, written down once more for the tests: the decoder's own tables are not asked.</summary>
/// <remarks>A topic that the decoder learns to read needs its line here and in <see cref="OracleRoute"/>; until then its frames fail the fuzz test.</remarks>
internal sealed class OracleShape
{
    private static readonly Dictionary<string, OracleShape> Named = [];

    public static readonly OracleShape Envelope;
    public static readonly OracleShape MarginStatus;
    public static readonly OracleShape SnapshotPart;
    public static readonly OracleShape Asset;
    public static readonly OracleShape IsolatedAsset;

    static OracleShape()
    {
        const string Lines = """
            rate = limit int, reset int, remaining int
            envelope = type name, topic name, subject name, data any, id text, op name, code int, msg text, sessionId text, part int, parts int, userId text, channelType text, timestamp int, pingInterval int, pingTimeout int, inTime int, outTime int, userRateLimit object:rate, rateLimit object:rate
            sides = asks! changes, bids! changes
            level2 = changes! object:sides, sequenceStart! int, sequenceEnd! int, symbol! name, time int
            part = time int, sequence! int, bids! levels, asks! levels
            ticker = sequence! int, price? amount, size? amount, bestAsk? amount, bestAskSize? amount, bestBid? amount, bestBidSize? amount, time int, Time int
            match = symbol! name, sequence! int, side! word:buy/sell, size! amount, price! amount, takerOrderId text, time int, type name, makerOrderId text, tradeId text
            bar = start int, open amount, close amount, high amount, low amount, volume sum, turnover sum
            candle = symbol! name, candles! row:bar, time int
            depth = asks? levels, bids? levels, timestamp int
            best = price amount, size amount
            level1 = asks? row:best, bids? row:best, timestamp int
            change = changePrice dec, changeRate dec, high amount, low amount, open amount, vol sum, volValue sum
            figures = askSize amount, averagePrice sum, baseCurrency text, bidSize amount, board text, buy amount, changePrice dec, changeRate dec, close amount, datetime int, high amount, lastSize amount, lastTradedPrice amount, low amount, makerCoefficient dec, makerFeeRate dec, marginTrade flag, mark text, market text, marketChange1h object:change, marketChange24h object:change, marketChange4h object:change, markets texts, open amount, quoteCurrency text, sell amount, sequence int, siteTypes texts, sort text, symbol! name, symbolCode text, takerCoefficient dec, takerFeeRate dec, trading flag, vol sum, volValue sum
            snapshot = sequence int, data! object:figures
            tick = symbol! name, granularity int, value! amount, timestamp int
            auction = symbol text, estimatedPrice dec, estimatedSize dec, sellOrderRangeLowPrice dec, sellOrderRangeHighPrice dec, buyOrderRangeLowPrice dec, buyOrderRangeHighPrice dec, time int
            funding = sequence int, currency text, dailyIntRate dec, annualIntRate dec, term text, size dec, side text, ts int
            loan = currency text, orderId text, dailyIntRate dec, term text, size dec, lentSize dec, side text, reason text, ts int
            order = canceledSize amount, clientOid text, filledSize amount, orderId! text, orderTime int, orderType text, originSize amount, price amount, remainSize amount, side! word:buy/sell, size amount, status! word:new/open/match/done, symbol! name, ts int, type! word:received/open/match/update/filled/canceled, liquidity word:taker/maker, feeType text, matchPrice amount, matchSize amount, tradeId text, oldSize amount, originFunds amount, remainFunds amount, canceledFunds amount
            stop = orderId! text, orderPrice amount, orderType text, side! word:buy/sell, size amount, stop stoptrigger, stopPrice amount, symbol! name, tradeType text, type! stopevent, createdAt int, ts int, triggerSuccess flag, error text
            relation = symbol text, orderId text, tradeId text
            balance = accountId text, currency! name, total! dec, available! dec, hold! dec, availableChange dec, holdChange dec, relationContext object:relation, relationEvent text, relationEventId text, time int
            asset = total! dec, available! dec, hold! dec
            margin = debtRatio! dec, totalAsset dec, marginCoefficientTotalAsset dec, totalDebt dec, assetList assets, debtList debts, timestamp int
            status = type! word:FROZEN_FL/UNFROZEN_FL/FROZEN_RENEW/UNFROZEN_RENEW/LIABILITY/UNLIABILITY, timestamp int
            isolatedasset = total! dec, hold! dec, liabilityPrincipal! dec, liabilityInterest! dec
            isolated = tag! name, status! word:DEBT/CLEAR/IN_BORROW/IN_REPAY/IN_LIQUIDATION/IN_AUTO_RENEW, statusBizType text, accumulatedPrincipal dec, changeAssets isolatedassets, timestamp int
            orderanswer = orderId text, clientOid text, borrowSize dec, loanApplyId text
            orderstate = id! text, symbol! name, opType text, type text, side! word:buy/sell, price amount, size? amount, funds text, dealSize! amount, dealFunds text, remainSize amount, remainFunds text, cancelledSize amount, cancelledFunds text, fee text, feeCurrency text, stp text, stop text, stopTriggered flag, stopPrice text, timeInForce text, postOnly flag, hidden flag, iceberg flag, visibleSize text, cancelAfter text, channel text, clientOid text, remark text, tags text, cancelExist flag, cancelReason text, createdAt int, lastUpdatedAt int, tradeType text, inOrderBook flag, active! flag, tax text
            fill = id text, symbol! name, tradeId! text, orderId! text, counterOrderId text, side! word:buy/sell, liquidity! word:taker/maker, forceTaker flag, price! amount, size! amount, funds dec, fee dec, feeRate dec, feeCurrency text, stop text, tradeType text, tax dec, taxRate dec, type text, createdAt int
            account = currency! name, total! dec, available! dec, hold! dec, liability dec, liabilityPrincipal dec, liabilityInterest dec, maxBorrowSize dec, borrowEnabled flag, transferInEnabled flag, time int
            totals = totalAssetOfQuoteCurrency dec, totalLiabilityOfQuoteCurrency dec, debtRatio! dec, status text, time int
            spotanswer = orderId text, newOrderId text, clientOid text, orderTime int, originSize dec, dealSize dec, remainSize dec, canceledSize dec, status text, matchTime int
            """;
        foreach (string line in Lines.Split('\n'))
        {
            string[] parts = line.Split(" = ");
            Named[parts[0]] = new OracleShape([.. parts[1].Split(", ").Select(Rule)]);
        }

        Envelope = Named["envelope"];
        MarginStatus = Named["status"];
        SnapshotPart = Named["part"];
        Asset = Named["asset"];
        IsolatedAsset = Named["isolatedasset"];
    }

    private OracleShape(OracleRule[] rules) => Rules = rules;

    public OracleRule[] Rules { get; }

    /// <summary>Every key of every shape: the words that a mutation gives to a key.</summary>
    public static byte[][] AllKeys => [.. Named.Values.SelectMany(shape => shape.Rules).Select(rule => rule.Name).Distinct().Select(Encoding.UTF8.GetBytes)];

    public static OracleShape Of(string name) => Named[name];

    public int Find(ReadOnlySpan<byte> key)
    {
        for (int i = 0; i < Rules.Length; i++)
        {
            if (key.SequenceEqual(Rules[i].Key))
                return i;
        }

        return -1;
    }

    private static OracleRule Rule(string text)
    {
        (string key, string type) = (text[..text.IndexOf(' ')], text[(text.IndexOf(' ') + 1)..]);
        char need = key[^1] is '!' or '?' ? key[^1] : ' ';
        string name = key.TrimEnd('!', '?');
        string detail = type.Contains(':') ? type[(type.IndexOf(':') + 1)..] : "";
        type = type[..^(detail.Length > 0 ? detail.Length + 1 : 0)];
        bool isWord = type == "word";
        byte[][] words = isWord ? [.. detail.Split('/').Select(Encoding.UTF8.GetBytes)] : [];
        return new OracleRule(name, Encoding.UTF8.GetBytes(name), need, type, words, isWord || detail.Length == 0 ? null : Named[detail]);
    }
}
