using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace KuCoinHft.Adapters.Tests.KuCoin;

/// <summary>A Kestrel on a free loopback port: HTTP and WebSocket as others implement them.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private LoopbackServer(WebApplication app) => _app = app;

    public Uri Http => new(_app.Urls.First());

    public Uri Ws => new UriBuilder(Http) { Scheme = Http.Scheme == Uri.UriSchemeHttps ? "wss" : "ws" }.Uri;

    public static async Task<LoopbackServer> StartAsync(RequestDelegate answer, WebSocketOptions? options = null, X509Certificate2? certificate = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null)
                listen.UseHttps(certificate);
        }));
        WebApplication app = builder.Build();
        app.UseWebSockets(options ?? new WebSocketOptions());
        app.Run(answer);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new LoopbackServer(app);
    }

    /// <summary>A server that only accepts WebSockets.</summary>
    public static Task<LoopbackServer> StartAsync(Func<WebSocket, CancellationToken, Task> serve, WebSocketOptions? options = null, X509Certificate2? certificate = null) => StartAsync(
        async context =>
        {
            using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
            await serve(socket, context.RequestAborted);
        },
        options,
        certificate);

    public static async Task<string?> ReceiveAsync(WebSocket socket, CancellationToken cancellation)
    {
        var bytes = new byte[1 << 20];
        int length = 0;
        while (true)
        {
            ValueWebSocketReceiveResult result = await socket.ReceiveAsync(bytes.AsMemory(length), cancellation);
            if (result.MessageType == WebSocketMessageType.Close)
                return null;
            length += result.Count;
            if (result.EndOfMessage)
                return Encoding.UTF8.GetString(bytes, 0, length);
        }
    }

    public static Task SendAsync(WebSocket socket, string text, CancellationToken cancellation) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, cancellation);

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
