using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using KuCoinHft.Exchange.Server;

namespace KuCoinHft.Exchange.Tests.Server;

/// <summary>A KuCoin client of the tests: signs on its own, over real sockets.</summary>
internal sealed class Client : IAsyncDisposable
{
    public const string Key = "5c2db93503aa674c74a31734";
    public const string Secret = "5f1a7b9e-0d2c-4e6f-8a31-b4c5d6e7f809";
    public const string Passphrase = "correct horse";

    private readonly HttpClient _http;
    private readonly List<Socket> _sockets = [];
    private readonly string _key;

    private Client(ExchangeServer server, string key)
    {
        (Server, _key) = (server, key);
        _http = new HttpClient { BaseAddress = server.RestAddress };
    }

    public ExchangeServer Server { get; }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<Client> OpenAsync(Tape tape, Func<ExchangeOptions, ExchangeOptions>? change = null)
    {
        var options = new ExchangeOptions { Recording = tape, Speed = ExchangeOptions.MaxSpeed, ApiKey = Key, Secret = Secret, Passphrase = Passphrase };
        var server = new ExchangeServer(change?.Invoke(options) ?? options);
        await server.StartAsync(Token);
        return new Client(server, Key);
    }

    /// <summary>Another account's client, whose key differs and whose secret is the same. The first one closes the server.</summary>
    public Client As(string key) => new(Server, key);

    public static string Sign(string text) => Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(text)));

    public async Task<(int Status, JsonElement Body, HttpResponseMessage Response)> RestAsync(string method, string path, string body = "", Action<HttpRequestMessage>? change = null, bool isSigned = true)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body.Length > 0)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (isSigned)
        {
            string timestamp = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds().ToString();
            request.Headers.Add("KC-API-KEY", _key);
            request.Headers.Add("KC-API-SIGN", Sign(timestamp + method + path + body));
            request.Headers.Add("KC-API-TIMESTAMP", timestamp);
            request.Headers.Add("KC-API-PASSPHRASE", Sign(Passphrase));
            request.Headers.Add("KC-API-KEY-VERSION", "3");
        }

        change?.Invoke(request);
        HttpResponseMessage response = await _http.SendAsync(request, Token);
        return ((int)response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(Token)).RootElement, response);
    }

    /// <summary>Connects to the feed and takes the welcome.</summary>
    public async Task<Socket> FeedAsync(bool isPrivate = true)
    {
        (_, JsonElement body, _) = await RestAsync("POST", isPrivate ? "/api/v1/bullet-private" : "/api/v1/bullet-public", isSigned: isPrivate);
        JsonElement data = body.GetProperty("data");
        string endpoint = data.GetProperty("instanceServers")[0].GetProperty("endpoint").GetString()!;
        Socket socket = await ConnectAsync($"{endpoint}?token={Uri.EscapeDataString(data.GetProperty("token").GetString()!)}&connectId=me");
        Assert.Equal("""{"id":"me","type":"welcome"}""", await socket.ReadTextAsync());
        return socket;
    }

    /// <summary>Connects to the trading API up to its welcome.</summary>
    public async Task<Socket> TradeAsync()
    {
        Socket socket = await ConnectAsync(TradeUrl());
        await socket.SendAsync(Sign(await socket.ReadTextAsync()));
        JsonElement welcome = await socket.ReadAsync();
        Assert.Equal(("welcome", 18000), (Desk.Text(welcome, "data"), welcome.GetProperty("pingInterval").GetInt32()));
        return socket;
    }

    public string TradeUrl(string? sign = null)
    {
        string timestamp = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds().ToString();
        return $"{Server.TradeAddress}?apikey={_key}&sign={Uri.EscapeDataString(sign ?? Sign(_key + timestamp))}&passphrase={Uri.EscapeDataString(Sign(Passphrase))}&timestamp={timestamp}";
    }

    public async Task<Socket> ConnectAsync(string url)
    {
        var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = Timeout.InfiniteTimeSpan;
        await socket.ConnectAsync(new Uri(url), Token);
        _sockets.Add(new Socket(socket));
        return _sockets[^1];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Socket socket in _sockets)
            socket.Dispose();
        _http.Dispose();
        if (_key == Key)
            await Server.DisposeAsync();
    }
}

/// <summary>One WebSocket of a test client.</summary>
internal sealed class Socket(ClientWebSocket socket) : IDisposable
{
    private readonly byte[] _buffer = new byte[1 << 20];

    public async Task SendAsync(string text) => await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, Client.Token);

    /// <returns>The next message; empty when the server closed.</returns>
    public async Task<string> ReadTextAsync()
    {
        int length = 0;
        while (true)
        {
            ValueWebSocketReceiveResult result = await socket.ReceiveAsync(_buffer.AsMemory(length), Client.Token);
            length += result.Count;
            if (result.MessageType == WebSocketMessageType.Close)
                return "";
            if (result.EndOfMessage)
                return Encoding.UTF8.GetString(_buffer, 0, length);
        }
    }

    public async Task<JsonElement> ReadAsync() => JsonDocument.Parse(await ReadTextAsync()).RootElement;

    public async Task<JsonElement> AskAsync(string text)
    {
        await SendAsync(text);
        return await ReadAsync();
    }

    /// <summary>Subscribes and takes the ack.</summary>
    public async Task SubscribeAsync(string topic, string type = "subscribe") =>
        Assert.Equal("""{"id":"7","type":"ack"}""", (await AskAsync($$"""{"id":7,"type":"{{type}}","topic":"{{topic}}","response":true}""")).GetRawText());

    public void Dispose() => socket.Dispose();
}
