using KuCoinHft.Engine.Wire;
using KuCoinHft.Exchange.Server;

namespace KuCoinHft.Cli.Demo;

/// <summary>Session time of a demo at full speed: where the exchange's player stands, since no multiple of the clock would fit.</summary>
internal sealed class ExchangeClock(ExchangeServer exchange) : IClock
{
    public long NowNs => exchange.Progress.MarketNs;
}
