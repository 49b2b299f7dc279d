using System.Text;
using System.Text.Json;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Matching;
using KuCoinHft.Exchange.Recordings;

namespace KuCoinHft.Exchange.Tests;

/// <summary>Drives an exchange core by hand and keeps what it pushes.</summary>
internal sealed class Desk
{
    private readonly Tape _tape = new();
    private int _fed;
    private int _request;

    public Desk(AccountOptions? account = null)
        : this([account ?? new AccountOptions()])
    {
    }

    public Desk(IReadOnlyList<AccountOptions> accounts, ExchangeRules? rules = null)
    {
        Core = new ExchangeCore(_tape.Instruments, accounts, rules);
    }

    public ExchangeCore Core { get; }

    public List<JsonElement> Orders { get; } = [];

    public List<JsonElement> Balances { get; } = [];

    public List<JsonElement> Positions { get; } = [];

    public List<string> Public { get; } = [];

    /// <summary>Every private push with the number of its account.</summary>
    public List<(int Account, JsonElement Message)> Private { get; } = [];

    /// <summary>A desk whose BTC book has 99.0/1, 98.0/2 bid and 101.0/1, 102.0/2 asked.</summary>
    public static Desk Open(AccountOptions? account = null) => new Desk(account).Play(tape => tape.Book("99 1, 98 2", "101 1, 102 2"));

    public static AccountOptions With(params (string Currency, decimal Coins)[] balances) =>
        new() { InitialBalances = balances.ToDictionary(x => x.Currency, x => x.Coins) };

    public Desk Play(Action<Tape> more)
    {
        more(_tape);
        foreach (RecordedEvent e in _tape.Read().Skip(_fed))
        {
            Core.Feed(e);
            _fed++;
        }

        Collect();
        return this;
    }

    public JsonElement Submit(string request, int account = 0)
    {
        byte[] answer = Core.Submit(Core.Accounts[account], Encoding.UTF8.GetBytes(request), _tape.NowNs);
        Collect();
        return Json(answer);
    }

    /// <summary>Places an order; fields as in {"side":"buy",...} without clientOid and symbol.</summary>
    public JsonElement Order(string fields, string? clientOid = null, string symbol = Tape.Btc, int account = 0)
    {
        int number = ++_request;
        return Submit($$$"""{"id":"r-{{{number}}}","op":"margin.order","args":{"clientOid":"{{{clientOid ?? $"c-{number}"}}}","symbol":"{{{symbol}}}",{{{fields}}} }}""", account);
    }

    public JsonElement Cancel(string clientOid, int account = 0) =>
        Submit($$$"""{"id":"x","op":"margin.cancel","args":{"symbol":"{{{Tape.Btc}}}","clientOid":"{{{clientOid}}}"}}""", account);

    /// <summary>The order pushes as "type status filled/remain/canceled".</summary>
    public string[] Life(string clientOid) => [.. Orders.Where(x => Text(x, "clientOid") == clientOid).Select(x =>
        Text(x, "type") == "received" ? "received new" : $"{Text(x, "type")} {Text(x, "status")} {Text(x, "filledSize")}/{Text(x, "remainSize")}/{Text(x, "canceledSize")}")];

    public string Coins(string currency, int owner = 0)
    {
        CoinAccount account = Core.Accounts[owner].Ledger[currency];
        return $"{PushWriter.Coins(account.AvailableUnits)}+{PushWriter.Coins(account.HoldUnits)} owes {PushWriter.Coins(account.PrincipalUnits)}+{PushWriter.Coins(account.InterestUnits)}";
    }

    public static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out JsonElement value) ? value.ToString() : null;

    public static JsonElement Json(ReadOnlyMemory<byte> bytes) => JsonDocument.Parse(bytes).RootElement;

    private void Collect()
    {
        while (Core.TryTakePush(out Push push))
        {
            if (!push.IsPrivate)
            {
                Public.Add(Encoding.UTF8.GetString(push.Json.Span));
                continue;
            }

            JsonElement message = Json(push.Json);
            Assert.Equal("private", Text(message, "channelType"));
            Assert.Equal(push.Topic, Text(message, "topic"));
            Assert.Equal(push.Account!.UserId, Text(message, "userId"));
            Private.Add((push.Account.Index, message));
            (push.Topic switch { "/account/balance" => Balances, "/margin/position" => Positions, _ => Orders }).Add(message.GetProperty("data"));
        }
    }
}
