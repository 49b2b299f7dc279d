using System.Diagnostics;
using System.Globalization;
using System.Net.WebSockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace KuCoinHft.Cli.Tests.Verbs;

/// <summary>The exchange as a process of its own: started, asked, traded on, stopped.</summary>
public sealed partial class ExchangeTests
{
    private const int Interrupt = 2;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_serves_time_books_and_feeds_and_stops_on_an_interrupt()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "signals are Unix's");
        using Process exchange = Kchft.Start("exchange", "--port", "0", "--data", "kucoin-2021", "--json");
        JsonElement ready = await NextAsync(exchange, "ready");
        JsonElement place = ready.GetProperty("place");
        Assert.Equal(9, place.GetProperty("symbols").GetArrayLength());
        using var http = new HttpClient { BaseAddress = new Uri(place.GetProperty("rest").GetString()!) };

        JsonElement time = await GetAsync(http, "/api/v1/timestamp");
        Assert.InRange(time.GetInt64(), DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - 60_000, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() + 1000);
        using ClientWebSocket feed = await FeedAsync(http);
        await SendAsync(feed, """{"id":1,"type":"subscribe","topic":"/market/level2:BCHSV-USDT,ANKR-BTC","response":true}""");
        string[] messages = [.. await ReadAsync(feed, 3)];
        Assert.Contains("\"welcome\"", messages[0], StringComparison.Ordinal);
        Assert.Equal("""{"id":"1","type":"ack"}""", messages[1]);
        Assert.Contains("\"trade.l2update\"", messages[2], StringComparison.Ordinal);
        JsonElement book = await GetAsync(http, "/api/v1/market/orderbook/level2_20?symbol=BCHSV-USDT");
        Assert.Equal(20, book.GetProperty("bids").GetArrayLength());
        Assert.True(Number(book.GetProperty("bids")[0][0]) < Number(book.GetProperty("asks")[0][0]));

        long sentAt = Stopwatch.GetTimestamp();
        Assert.Equal(0, Kill(exchange.Id, Interrupt));
        Outcome stopped = await Kchft.FinishAsync(exchange, Stream.Null);
        Assert.InRange(Stopwatch.GetElapsedTime(sentAt).TotalSeconds, 0, 20);
        Assert.Equal((0, ""), (stopped.ExitCode, stopped.Error));
        JsonElement last = JsonElement.Parse(Assert.Single(stopped.Lines));
        Assert.Equal("stopped", last.GetProperty("event").GetString());
        Assert.True(last.GetProperty("eventsPlayed").GetInt64() > 0);
    }

    [Fact]
    public async Task It_plays_a_folder_of_candles_to_accounts_of_a_file_over_tls_and_says_when_it_is_over()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "signals are Unix's");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("kchft");
        try
        {
            string candles = string.Concat(Enumerable.Range(29_333_334, 5).Select(i => $"{i * 60_000L},100.0,101.0,99.0,100.5,12.5\n"));
            foreach (string symbol in new[] { "BTC-USDT", "ETH-USDT" })
                await File.WriteAllTextAsync(Path.Combine(folder.FullName, $"{symbol}.csv"), $"open_time_ms,open,high,low,close,volume\n{candles}", Token);
            string accounts = Path.Combine(folder.FullName, "accounts.json");
            await File.WriteAllTextAsync(accounts, """{"accounts":[{"uid":7,"apiKey":"key","secret":"secret","passphrase":"phrase","balances":{"USDT":"5000"}}]}""", Token);
            using Process exchange = Kchft.Start("exchange", "--port", "0", "--data", folder.FullName, "--accounts", accounts, "--speed", "100x", "--seed", "4", "--tls", "--json", "--feed-latency", "1ms");
            JsonElement place = (await NextAsync(exchange, "ready")).GetProperty("place");
            Assert.Equal("""[{"uid":7,"apiKey":"key"}]""", place.GetProperty("accounts").GetRawText());
            Assert.Equal(4, place.GetProperty("seed").GetInt64());
            string pem = place.GetProperty("certificate").GetString()!;
            using X509Certificate2 trusted = X509CertificateLoader.LoadCertificateFromFile(pem);
            using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, shown, _, _) => shown!.Thumbprint == trusted.Thumbprint };
            using var http = new HttpClient(handler) { BaseAddress = new Uri(place.GetProperty("rest").GetString()!) };

            Assert.Equal("https", http.BaseAddress.Scheme);
            Assert.Equal("5000", (await GetAsync(http, "/api/v3/margin/accounts?queryType=MARGIN_V2", sign: true)).GetProperty("accounts").EnumerateArray()
                .Single(x => x.GetProperty("currency").GetString() == "USDT").GetProperty("total").GetString());
            await NextAsync(exchange, "over");

            // The market stands; the exchange still answers, with the last minute's figures as the candles have them.
            JsonElement stats = await GetAsync(http, "/api/v1/market/stats?symbol=ETH-USDT");
            Assert.Equal(("100.5", "101", "99", "62.5"), (Text("last"), Text("high"), Text("low"), Text("vol")));
            Assert.Equal(0, Kill(exchange.Id, Interrupt));
            Assert.Equal(0, (await Kchft.FinishAsync(exchange, Stream.Null)).ExitCode);
            Assert.False(File.Exists(pem), "the certificate's file was left behind");

            string Text(string name) => stats.GetProperty(name).GetString()!;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("--port 70000", "--port is 70000")]
    [InlineData("--speed fast", "--speed is fast")]
    [InlineData("--feed-latency soon", "\"soon\" is neither a latency")]
    [InlineData("--accounts nosuchfile.json", "nosuchfile.json")]
    [InlineData("--data nosuchfolder", "There is no recording \"nosuchfolder\"")]
    [InlineData("--file nosuchfile.csv", "nosuchfile.csv")]
    public async Task A_mistake_is_named(string arguments, string mistake)
    {
        Outcome refusal = await Kchft.RunAsync(["exchange", .. arguments.Split(' ')]);
        refusal.AssertRefused(mistake);
    }

    private static async Task<JsonElement> NextAsync(Process exchange, string expected)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(Token);
        late.CancelAfter(TimeSpan.FromMinutes(1));
        string? line = await exchange.StandardOutput.ReadLineAsync(late.Token);
        if (line is null)
            Assert.Fail($"no \"{expected}\": {await exchange.StandardError.ReadToEndAsync(late.Token)}");
        JsonElement notice = JsonElement.Parse(line);
        Assert.Equal(expected, notice.GetProperty("event").GetString());
        return notice;
    }

    private static async Task<JsonElement> GetAsync(HttpClient http, string path, bool sign = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (sign)
        {
            string timestamp = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
            foreach ((string name, string value) in new[] { ("KEY", "key"), ("SIGN", Sign($"{timestamp}GET{path}")), ("TIMESTAMP", timestamp), ("PASSPHRASE", Sign("phrase")), ("KEY-VERSION", "3") })
                request.Headers.Add($"KC-API-{name}", value);
        }

        using HttpResponseMessage response = await http.SendAsync(request, Token);
        JsonElement body = JsonElement.Parse(await response.Content.ReadAsStringAsync(Token));
        Assert.True(body.GetProperty("code").GetString() == "200000", body.GetRawText());
        return body.GetProperty("data");
    }

    private static string Sign(string text) => Convert.ToBase64String(HMACSHA256.HashData("secret"u8, Encoding.UTF8.GetBytes(text)));

    private static async Task<ClientWebSocket> FeedAsync(HttpClient http)
    {
        using HttpResponseMessage response = await http.PostAsync("/api/v1/bullet-public", null, Token);
        JsonElement data = JsonElement.Parse(await response.Content.ReadAsStringAsync(Token)).GetProperty("data");
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"{data.GetProperty("instanceServers")[0].GetProperty("endpoint").GetString()}?token={Uri.EscapeDataString(data.GetProperty("token").GetString()!)}"), Token);
        return socket;
    }

    private static async Task SendAsync(ClientWebSocket socket, string text) => await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, Token);

    private static async Task<List<string>> ReadAsync(ClientWebSocket socket, int count)
    {
        var messages = new List<string>();
        byte[] buffer = new byte[1 << 20];
        while (messages.Count < count)
        {
            int length = 0;
            WebSocketReceiveResult part;
            do
            {
                part = await socket.ReceiveAsync(new ArraySegment<byte>(buffer, length, buffer.Length - length), Token);
                length += part.Count;
            }
            while (!part.EndOfMessage);
            messages.Add(Encoding.UTF8.GetString(buffer, 0, length));
        }

        return messages;
    }

    private static decimal Number(JsonElement text) => decimal.Parse(text.GetString()!, CultureInfo.InvariantCulture);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
