using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Server;

namespace KuCoinHft.Cli.Latency;

/// <summary>The second process's main: obeys lines on stdin, and ends when they end, so that it never outlives whoever started it.</summary>
/// <remarks>
/// <code>
/// ours    ready PORT PLANHASH CERTIFICATE       once; base64, or - without TLS
/// theirs  flood COUNT                           the warm-up frames at once; then at most COUNT measured ones
/// theirs  echo COUNT                            the same measured frames to the echo, nothing before them
/// theirs  start NS                              when the first measured one is planned, on the machine's monotonic clock
/// theirs  stop
/// ours    result JSON
/// </code>
/// </remarks>
internal static class LoadChild
{
    public static int Run(LatencySettings settings)
    {
        LoadPlan plan = LoadPlan.Create(settings);
        using X509Certificate2? certificate = settings.Transport == LatencyTransport.Tls ? LocalCertificate.Create() : null;
        using var server = new LoadServer(plan, certificate);
        Console.Out.WriteLine($"ready {server.Port} {plan.Hash} {(certificate is null ? "-" : Convert.ToBase64String(certificate.RawData))}");
        LoadGenerator? generator = null;
        Thread? thread = null;
        while (Console.In.ReadLine() is { } line)
        {
            string[] words = line.Split(' ');
            switch (words[0])
            {
                case "flood" or "echo":
                    bool isEcho = words[0] == "echo";
                    LoadPlan cut = plan.Cut(int.Parse(words[1], CultureInfo.InvariantCulture));
                    LoadGenerator next = generator = new LoadGenerator(cut, isEcho ? server.EchoWire() : server, isEcho ? 0 : settings.StallMs);
                    if (isEcho)
                        next.Skip();
                    server.Use(next);
                    GC.Collect();
                    thread = new Thread(() => Generate(next)) { IsBackground = true, Name = "load-generator" };
                    thread.Start();
                    break;
                case "start":
                    generator!.Start(long.Parse(words[1], CultureInfo.InvariantCulture));
                    break;
                case "stop":
                    generator!.Stop();
                    thread!.Join();
                    Console.Out.WriteLine($"result {Json.Text(generator.Result())}");
                    break;
            }
        }

        return 0;
    }

    // A connection that breaks under a send is the engine's to report, which sees it end.
    private static void Generate(LoadGenerator generator)
    {
        try
        {
            generator.Flood();
            generator.Play();
        }
        catch (IOException e)
        {
            Console.Error.WriteLine(e.Message);
        }
    }
}
