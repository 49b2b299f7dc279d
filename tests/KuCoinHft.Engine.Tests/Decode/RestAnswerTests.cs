using System.Text;
using System.Text.Json;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Wire;

namespace KuCoinHft.Engine.Tests.Decode;

/// <summary>KuCoin's answers over REST, cut into frames and decoded.</summary>
public sealed class RestAnswerTests : IDisposable
{
    private const string ClientOid = "kh-0000002a-000000000000007b";
    private readonly DecodeRig _rig = new();

    public static TheoryData<string> Answers => [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Decode", "Fixtures"), "*.body", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Path.Combine(AppContext.BaseDirectory, "Decode", "Fixtures"), file)).Order(StringComparer.Ordinal)];

    public void Dispose() => _rig.Dispose();

    [Theory]
    [MemberData(nameof(Answers))]
    public void Every_value_of_every_row_equals_what_another_reader_finds_in_the_answer(string name)
    {
        byte[] body = Fixtures.Read(name);
        using JsonDocument answer = JsonDocument.Parse(body);
        JsonElement[] rows = RowsOf(answer.RootElement.GetProperty("data"));
        IReadOnlyList<byte[]> frames = Cut(name, body);
        Assert.Equal(rows.Length, frames.Count);
        Assert.NotEmpty(frames);
        var decoder = new FrameDecoder();
        for (int i = 0; i < rows.Length; i++)
        {
            using JsonDocument written = JsonDocument.Parse(Fixtures.Describe(decoder, frames[i]));
            Assert.True(decoder.Frame.Kind != UpdateKind.Bad, $"{decoder.Frame.Bad} at {decoder.Frame.BadOffset} of {Encoding.UTF8.GetString(frames[i])}");
            JsonElement data = written.RootElement.GetProperty("data");
            JsonComparison.AssertWithin(data, rows[i], "$.data");
            // The list of accounts stands in frames of its own.
            Assert.Empty(JsonComparison.Unread(rows[i], data).Except([".accounts"]));
        }
    }

    [Theory]
    [InlineData(true, true, "0", OrderEvent.Open)]
    [InlineData(true, false, "0", OrderEvent.Received)]
    [InlineData(true, true, "0.00000400", OrderEvent.Open)]
    [InlineData(false, false, "0.00001", OrderEvent.Filled)]
    [InlineData(false, false, "0.000004", OrderEvent.Canceled)]
    [InlineData(false, false, "0", OrderEvent.Canceled)]
    public void An_order_says_what_a_push_would(bool isActive, bool isInBook, string filled, OrderEvent expected)
    {
        Update update = Decode(RestRows.Order(Order(isActive, isInBook, filled), ClientOid));
        long filledLots = (long)(decimal.Parse(filled, System.Globalization.CultureInfo.InvariantCulture) * 100_000_000);
        Assert.Equal((UpdateKind.OrderState, expected, 0, Side.Buy, 123L), (update.Kind, update.OrderEvent, update.SymbolId, update.Side, update.OrderKey));
        Assert.Equal((500_000L, 1000L, filledLots, 1729651011877_000_000L), (update.PriceTicks, update.SizeLots, update.FilledLots, update.ExchangeNs));
    }

    [Fact]
    public void The_end_of_a_sale_above_its_limit_is_not_lost_over_the_funds_that_remain()
    {
        string row = Encoding.UTF8.GetString(RestRows.Order(Order(false, false, "0.00001"), ClientOid)).Replace("\"remainFunds\":\"0.5\"", "\"remainFunds\":\"-0.01\"", StringComparison.Ordinal);
        Assert.Contains("-0.01", row, StringComparison.Ordinal);
        Assert.Equal(OrderEvent.Filled, Decode(Encoding.UTF8.GetBytes(row)).OrderEvent);
    }

    [Fact]
    public void An_order_of_someone_else_has_no_key()
    {
        Update update = Decode(RestRows.Orders(Fixtures.Read("kucoin-universal-sdk/rest/OpenOrders.body"))[0]);
        Assert.Equal((UpdateKind.OrderState, 0L, 1000L), (update.Kind, update.OrderKey, update.RemainLots));
    }

    [Fact]
    public void A_fill_has_price_size_and_liquidity_and_no_key()
    {
        Update update = Decode(Assert.Single(RestRows.Fills(Fixtures.Read("kucoin-universal-sdk/rest/TradeHistory.body"))));
        Assert.Equal((UpdateKind.Fill, 0, Side.Buy, 0L, (byte)0), (update.Kind, update.SymbolId, update.Side, update.OrderKey, update.IsMaker));
        Assert.Equal((671_416L, 1000L, 1729652744998_000_000L), (update.MatchTicks, update.MatchLots, update.ExchangeNs));
    }

    [Fact]
    public void An_account_is_a_balance_a_currency_and_its_debt_ratio()
    {
        // Times of pushes before it are no times of it.
        _rig.Decode(FrameKind.Json, Fixtures.Read("kucoin-universal-sdk/Account.json"));
        IReadOnlyList<byte[]> frames = RestRows.Accounts(
            """{"code":"200000","data":{"totalAssetOfQuoteCurrency":"1250.5","totalLiabilityOfQuoteCurrency":"602.1","debtRatio":"0.4815","status":"EFFECTIVE","accounts":[{"currency":"BTC","total":"0","available":"0","hold":"0","liability":"0.01000035","liabilityPrincipal":"0.01","liabilityInterest":"0.00000035","maxBorrowSize":"0.0433","borrowEnabled":true,"transferInEnabled":true},{"currency":"USDT","total":"1250.5","available":"1250","hold":"0.5","liability":"0","liabilityPrincipal":"0","liabilityInterest":"0","maxBorrowSize":"1991","borrowEnabled":true,"transferInEnabled":false}]}}"""u8);
        Update[] updates = [.. frames.Select(Decode)];
        Assert.Equal([(UpdateKind.Balance, 0L), (UpdateKind.Balance, 0L), (UpdateKind.MarginPosition, 0L)], updates.Select(u => (u.Kind, u.ExchangeNs)));
        Assert.Equal((1, 125050000000L, 125000000000L, 50000000L), (updates[1].CurrencyId, updates[1].TotalE8, updates[1].AvailableE8, updates[1].HoldE8));
        Assert.Equal(48150000, updates[2].DebtRatioE8);
    }

    [Fact]
    public void A_refusal_says_which_question_it_answers()
    {
        byte[] frame = RestRows.Order("""{"code":"126043","msg":"The \"order\" does not exist."}"""u8, ClientOid);
        Assert.Equal(
            $$"""{"type":"rest","topic":"/api/v3/hf/margin/orders","id":"{{ClientOid}}","code":"126043","msg":"The \u0022order\u0022 does not exist."}""",
            Encoding.UTF8.GetString(frame));
        Update update = Decode(frame);
        Assert.Equal((UpdateKind.Error, 126043, 123L, -1), (update.Kind, update.Code, update.OrderKey, update.SymbolId));
        Update other = Decode(RestRows.Refusal("""{"code":"400100","msg":"symbol"}"""u8, RestRows.FillsTopic, "BTC-USDT"));
        Assert.Equal((UpdateKind.Error, 400100, 0L), (other.Kind, other.Code, other.OrderKey));
    }

    [Theory]
    [InlineData(",\"active\":false", "")]
    [InlineData("\"active\":false", "\"active\":\"false\"")]
    [InlineData("\"dealSize\":\"0\"", "\"dealSize\":null")]
    [InlineData("\"side\":\"buy\"", "\"side\":\"long\"")]
    [InlineData("BTC-USDT", "XBT-USDT")]
    [InlineData("\"dealSize\":\"0\"", "\"dealSize\":\"0.000000001\"")]
    public void A_row_without_what_the_engine_follows_is_refused(string part, string replacement)
    {
        string good = Encoding.UTF8.GetString(RestRows.Order(Order(false, false, "0"), ClientOid));
        Assert.Contains(part, good, StringComparison.Ordinal);
        Assert.Equal(UpdateKind.Bad, Decode(Encoding.UTF8.GetBytes(good.Replace(part, replacement, StringComparison.Ordinal))).Kind);
    }

    [Fact]
    public void A_row_that_comes_over_a_socket_is_refused()
    {
        byte[] row = RestRows.Order(Order(false, false, "0"), ClientOid);
        Assert.Equal(BadReason.UnknownKind, _rig.Decode(FrameKind.Json, row).Bad);
        byte[] refusal = RestRows.Order("""{"code":"126043","msg":"gone"}"""u8, ClientOid);
        Assert.Equal(BadReason.UnknownKind, _rig.Decode(FrameKind.Json, refusal).Bad);
    }

    [Theory]
    [InlineData("not json", "is not JSON")]
    [InlineData("""{"data":{}}""", "no code")]
    [InlineData("""{"code":"OK"}""", "no refusal")]
    [InlineData("""{"code":"200000","data":null}""", "no data that is an object")]
    [InlineData("""{"code":"200000","data":{"clientOid":"kh-0000002a-000000000000007c"}}""", "another order")]
    public void What_is_no_answer_about_the_order_is_refused_by_name(string body, string named)
    {
        FormatException refusal = Assert.Throws<FormatException>(() => RestRows.Order(Encoding.UTF8.GetBytes(body), ClientOid));
        Assert.Contains(ClientOid, refusal.Message);
        Assert.Contains(named, refusal.Message);
    }

    [Theory]
    [InlineData("""{"code":"400100","msg":"bad symbol"}""", "bad symbol")]
    [InlineData("""{"code":"200000"}""", "no rows")]
    [InlineData("""{"code":"200000","data":"success"}""", "no rows")]
    [InlineData("""{"code":"200000","data":[{"id":"1"},2]}""", "row 1")]
    public void What_holds_no_rows_is_refused_by_name(string body, string named)
    {
        Assert.Contains(named, Assert.Throws<FormatException>(() => RestRows.Orders(Encoding.UTF8.GetBytes(body))).Message);
        Assert.Contains(named, Assert.Throws<FormatException>(() => RestRows.Fills(Encoding.UTF8.GetBytes(body))).Message);
    }

    [Theory]
    [InlineData("""{"code":"200000","data":{"debtRatio":"0"}}""", "no list of accounts")]
    [InlineData("""{"code":"200000","data":{"accounts":[{"total":"1"}]}}""", "account 0")]
    public void What_is_no_account_is_refused_by_name(string body, string named) =>
        Assert.Contains(named, Assert.Throws<FormatException>(() => RestRows.Accounts(Encoding.UTF8.GetBytes(body))).Message);

    [Fact]
    public void A_page_without_rows_is_no_frame() => Assert.Empty(RestRows.Orders("""{"code":"200000","data":{"lastId":0,"items":[]}}"""u8));

    private static IReadOnlyList<byte[]> Cut(string name, byte[] body) =>
        name.Contains("Account", StringComparison.Ordinal) ? RestRows.Accounts(body)
        : name.Contains("TradeHistory", StringComparison.Ordinal) ? RestRows.Fills(body)
        : RestRows.Orders(body);

    private static JsonElement[] RowsOf(JsonElement data) =>
        data.ValueKind == JsonValueKind.Array ? [.. data.EnumerateArray()]
        : data.TryGetProperty("items", out JsonElement items) ? [.. items.EnumerateArray()]
        : data.TryGetProperty("accounts", out JsonElement accounts) ? [.. accounts.EnumerateArray(), data]
        : [data];

    // The documented answer with another end.
    private static byte[] Order(bool isActive, bool isInBook, string filled) => Encoding.UTF8.GetBytes(
        Encoding.UTF8.GetString(Fixtures.Read("kucoin-universal-sdk/rest/OrderByClientOid.body"))
            .Replace("\"active\": true", $"\"active\": {(isActive ? "true" : "false")}", StringComparison.Ordinal)
            .Replace("\"inOrderBook\": true", $"\"inOrderBook\": {(isInBook ? "true" : "false")}", StringComparison.Ordinal)
            .Replace("\"dealSize\": \"0\"", $"\"dealSize\": \"{filled}\"", StringComparison.Ordinal)
            .Replace("5c52e11203aa677f33e493fb", ClientOid, StringComparison.Ordinal));

    private Update Decode(byte[] frame) => _rig.Decode(FrameKind.Rest, frame);
}
