using System.Text.Json;
using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Matching;

namespace KuCoinHft.Exchange.Server.Rest;

/// <summary>What the endpoints work with.</summary>
/// <param name="feedEndpoint">Gives the feed's WebSocket address.</param>
internal sealed class RestContext(MarketPlayer player, FeedTokens tokens, FeedLimits limits, Func<Uri> feedEndpoint)
{
    public static readonly Refusal SymbolMissing = new("900001", "The symbol does not exist.");

    public FeedTokens Tokens => tokens;

    public FeedLimits Limits => limits;

    public MarketPlayer Player => player;

    public Uri FeedEndpoint => feedEndpoint();

    /// <summary>Answers with something read of the exchange as it stands.</summary>
    public Task<RestAnswer> Read(Func<ExchangeCore, RestAnswer> read) => Task.FromResult(player.Read(read));

    /// <summary>Answers with something read of one symbol, or that there is none of that name.</summary>
    public Task<RestAnswer> Read(string? symbol, Func<ExchangeCore, Instrument, RestAnswer> read) =>
        Read(core => core.FindInstrument(symbol) is { } instrument ? read(core, instrument) : RestAnswer.Refuse(SymbolMissing));

    /// <summary>Has the exchange do something at its market time, after the entry latency.</summary>
    public Task<RestAnswer> ExecuteAsync(Func<ExchangeCore, long, RestAnswer> request)
    {
        var answer = new TaskCompletionSource<RestAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        player.Execute((core, nowNs) =>
        {
            // What a handler throws belongs to its caller, not to the player's thread.
            try
            {
                RestAnswer made = request(core, nowNs);
                return () => answer.SetResult(made);
            }
            catch (Exception e) when (e is JsonException or FormatException or ArgumentException)
            {
                return () => answer.SetException(e);
            }
        });
        return answer.Task;
    }

    public static Task<RestAnswer> Give(RestAnswer answer) => Task.FromResult(answer);
}
