using System.Security.Cryptography.X509Certificates;
using KuCoinHft.Exchange.Latency;
using KuCoinHft.Exchange.Faults;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Recordings;

namespace KuCoinHft.Exchange.Server;

/// <summary>How an <see cref="ExchangeServer"/> is set up.</summary>
public sealed record ExchangeOptions
{
    /// <summary>For <see cref="Speed"/>: as fast as the clients take it.</summary>
    public const double MaxSpeed = double.PositiveInfinity;

    public required Recording Recording { get; init; }

    /// <summary>Market time per wall time: 1 is real time, 20 is twenty times as fast, <see cref="MaxSpeed"/> does not wait.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>Market time to play at full speed, without clients, before the exchange opens: what it then knows of the past, such as candles, comes from there.</summary>
    public TimeSpan OpenAfter { get; init; }

    /// <summary>The only account, unless <see cref="Accounts"/> are given; its key is <see cref="ApiKey"/>.</summary>
    public AccountOptions Account { get; init; } = new();

    /// <summary>Several accounts, each with its own key; they replace <see cref="Account"/>, <see cref="ApiKey"/>, <see cref="Secret"/> and <see cref="Passphrase"/>.</summary>
    public IReadOnlyList<AccountOptions> Accounts { get; init; } = [];

    /// <summary>What holds for every account.</summary>
    public ExchangeRules Rules { get; init; } = new();

    /// <summary>Port on 127.0.0.1; 0 picks a free one.</summary>
    public int Port { get; init; }

    /// <summary>With its private key: REST and WebSockets are served over TLS with it. Null serves without TLS. See <see cref="LocalCertificate"/>.</summary>
    public X509Certificate2? Certificate { get; init; }

    public string ApiKey { get; init; } = "";

    public string Secret { get; init; } = "";

    public string Passphrase { get; init; } = "";

    /// <summary>Market time from the receipt of an order or cancel to its execution, besides what the sockets take; 0 executes at once.</summary>
    public long EntryNs { get; init; }

    /// <summary>Market time that requests, answers and pushes take besides what the sockets take; its entry latency replaces <see cref="EntryNs"/>. Null adds that alone.</summary>
    /// <remarks>A request that only reads is answered at once. After the recording's end, and while the market stands, nothing is delayed.</remarks>
    public LatencyOptions? Latency { get; init; }

    /// <summary>Messages that may wait for one client before the player waits for it.</summary>
    public int OutboxMax { get; init; } = 4096;

    /// <summary>What goes wrong on purpose; null for nothing.</summary>
    public FaultPlan? Faults { get; init; }

    /// <summary>Limits of the WebSockets.</summary>
    public FeedLimits Limits { get; init; } = new();

    /// <summary>REST requests under way at once; one more is answered with 503.</summary>
    public int WaitingMax { get; init; } = 4096;

    internal IReadOnlyList<AccountOptions> EffectiveAccounts =>
        Accounts.Count > 0 ? Accounts : [Account with { ApiKey = ApiKey, Secret = Secret, Passphrase = Passphrase }];
}
