using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace KuCoinHft.Cli.Exchange;

/// <summary>One line of <c>kchft exchange --json</c>.</summary>
/// <param name="Event">ready, over (the recording has ended; the market stands still) or stopped.</param>
/// <param name="EventsPlayed">Recorded events played so far.</param>
/// <param name="MarketTime">ISO 8601.</param>
/// <param name="Place">Where it is reached; with ready only.</param>
internal sealed record ExchangeNotice(string Event, long EventsPlayed, string MarketTime, ExchangePlace? Place = null)
{
    // Names of files as they are: a plus sign needs no escape outside of HTML.
    private static readonly ExchangeNoticeJson Relaxed = new(new JsonSerializerOptions(ExchangeNoticeJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public string Json() => JsonSerializer.Serialize(this, Relaxed.ExchangeNotice);
}

/// <summary>Where an exchange is reached, and what it plays.</summary>
/// <param name="Rest">Base address of REST; the feeds' address comes from its bullet endpoints, as at KuCoin.</param>
/// <param name="Trade">Address of the WebSocket trading API.</param>
/// <param name="Certificate">File of the TLS certificate that clients must trust; null without TLS.</param>
/// <param name="Seed">Of candles and drawn latencies.</param>
internal sealed record ExchangePlace(
    string Rest, string Trade, int Port, string? Certificate, string Recording, IReadOnlyList<string> Symbols, double Speed, long Seed, IReadOnlyList<ExchangeUser> Accounts);

/// <summary>An account.</summary>
/// <param name="Secret">Only of an account that was made for this run; null where a file gave it.</param>
/// <param name="Passphrase">As <paramref name="Secret"/>.</param>
internal sealed record ExchangeUser(long Uid, string ApiKey, string? Secret, string? Passphrase);

/// <summary>One object a line: whoever waits for it reads a line.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ExchangeNotice))]
internal sealed partial class ExchangeNoticeJson : JsonSerializerContext;
