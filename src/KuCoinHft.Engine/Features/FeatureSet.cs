using System.Security.Cryptography;
using System.Text;

namespace KuCoinHft.Engine.Features;

/// <summary>One feature: how models call it, its units, how it is made, and where the idea stands.</summary>
public sealed record FeatureDefinition(Feature Id, string Name, string Units, string Formula, string Source);

/// <summary>The named, versioned list of features that models are trained on.</summary>
/// <remarks>
/// Words of the formulas. Time is cut into slots of 250 ms of receive time on the epoch's grid; a window of W s is the present slot and the 4W-1 before it,
/// so it holds W-0.25 to W s; shorter history is used as it is. close = last mid of a slot, carried forward through quiet slots and gaps;
/// r = close/close before - 1. "decay T": a sum whose old terms shrink by exp(-0.25/T) at each slot's end.
/// "mean T": exponential mean of the closed slots' last values, same factor, starting from the first value.
/// b1, a1 = lots of the best level, B5, A5 = lots of the best five; depth1 = (b1+a1)/2, depth5 = (B5+A5)/2. slog(x) = sign(x) ln(1+|x|).
/// vol = max(volatility_60s, 0.5) is the unit "vol"; over W s it is vol x sqrt(W/60).
/// Long features end in minutes. A bar is a minute of receive time on the epoch's grid; a window of W min is the last W closed bars, or as many as there are
/// without a hole, at least 5 (<see cref="BarWindow"/>); H, L, C, V = high, low, close, lots of a bar, by trades; the open bar is not read.
/// Left out on purpose: the best level's microprice minus mid in spreads, which equals imbalance_1 / 2, and log returns, which equal returns.
/// Units: every value is finite and inside the bounds in its units; [lo,hi] is a clip where the quantity itself has no bound.
/// Indices from <see cref="SlowFirst"/> on belong to the slow lane and are no model inputs yet.
/// </remarks>
public static class FeatureSet
{
    /// <summary>Changes with every change of a name, an order, a formula or a unit.</summary>
    public const string Version = "2";

    /// <summary>What manifests call this set.</summary>
    public const string Name = "kchft-market";

    private const string Ours = "ours";
    private const string Cont = "Cont, Kukanov, Stoikov, The price impact of order book events (2014)";
    private const string Gould = "Gould, Bonart, Queue imbalance as a one-tick-ahead price predictor (2016)";
    private const string Andersen = "Andersen, Bollerslev, Diebold, Labys, realized volatility (2003)";
    private const string Donchian = "Donchian channel";
    private const string Wilder = "Wilder, average true range, a plain mean";
    private const string Kaufman = "Kaufman, efficiency ratio";
    private const string Gatev = "Gatev, Goetzmann, Rouwenhorst, Pairs trading (2006)";

    private static readonly FeatureDefinition[] Table =
    [
        new(Feature.Imbalance1, "imbalance_1", "-1..1", "(b1-a1)/(b1+a1)", Gould),
        new(Feature.Imbalance5, "imbalance_5", "-1..1", "(B5-A5)/(B5+A5)", Gould),
        new(Feature.Imbalance1Mean5s, "imbalance_1_mean_5s", "-1..1", "mean 5 s of imbalance_1", Gould),
        new(Feature.Microprice5, "microprice_5", "bps [-50,50]", "((vwap bid5) A5 + (vwap ask5) B5)/(A5+B5)/mid - 1", "Stoikov, The micro-price (2018); five levels are ours"),
        new(Feature.Spread, "spread", "bps [0,500]", "(ask-bid)/mid", Ours),
        new(Feature.SpreadSurge, "spread_surge", "ln [-4,4]", "ln(spread/mean 20 s of spread)", Ours),
        new(Feature.DepthSurge, "depth_surge", "ln [-4,4]", "ln(depth5/mean 20 s of depth5)", Ours),
        new(Feature.DepthFront, "depth_front", "0..1", "(b1+a1)/(B5+A5)", Ours),
        new(Feature.DepthSkew, "depth_skew", "-1..1", "((ask5-mid)-(mid-bid5))/(ask5-bid5), deepest of the best five", Ours),
        new(Feature.DepthSpan, "depth_span", "bps [0,500]", "(ask5-bid5)/mid, deepest of the best five", Ours),

        new(Feature.Ofi1s, "ofi_1s", "slog [-8,8]", "slog(decay 1 s of order flow imbalance / mean 20 s of depth1)", Cont),
        new(Feature.Ofi5s, "ofi_5s", "slog [-8,8]", "slog(decay 5 s of order flow imbalance / mean 20 s of depth1)", Cont),
        new(Feature.Ofi20s, "ofi_20s", "slog [-8,8]", "slog(decay 20 s of order flow imbalance / mean 20 s of depth1)", Cont),
        new(Feature.OfiDepth5s, "ofi_depth_5s", "slog [-8,8]", "slog(decay 5 s of order flow imbalance summed over five levels / mean 20 s of depth5)", "Xu, Gould, Howison, Multi-level order-flow imbalance (2018)"),
        new(Feature.QuoteRate1s, "quote_rate_1s", "ln(1+1/s)", "ln(1+changes of the best five levels per second, 1 s)", Ours),
        new(Feature.QuoteRate20s, "quote_rate_20s", "ln(1+1/s)", "the same, 20 s", Ours),

        new(Feature.TradeFlow1s, "trade_flow_1s", "-1..1", "(buy-sell)/(buy+sell) lots by taker's side, 1 s; 0 without trades", Ours),
        new(Feature.TradeFlow5s, "trade_flow_5s", "-1..1", "the same, 5 s", Ours),
        new(Feature.TradeFlow20s, "trade_flow_20s", "-1..1", "the same, 20 s", Ours),
        new(Feature.TradeFlow60s, "trade_flow_60s", "-1..1", "the same, 60 s", Ours),
        new(Feature.TradeRate1s, "trade_rate_1s", "ln(1+1/s)", "ln(1+trades per second, 1 s)", Ours),
        new(Feature.TradeRate5s, "trade_rate_5s", "ln(1+1/s)", "the same, 5 s", Ours),
        new(Feature.TradeRate20s, "trade_rate_20s", "ln(1+1/s)", "the same, 20 s", Ours),
        new(Feature.TradeRate60s, "trade_rate_60s", "ln(1+1/s)", "the same, 60 s", Ours),
        new(Feature.TradePressure5s, "trade_pressure_5s", "slog [-8,8]", "slog((buy-sell) lots of 5 s / mean 20 s of depth1)", Ours),
        new(Feature.VolumeSurge5s, "volume_surge_5s", "ln [-5,3]", "ln((v5+0.01 v60)/(1.01 v60)), v = lots per slot of 5 s and 60 s; 0 without trades", Ours),
        new(Feature.TradeSizeSurge5s, "trade_size_surge_5s", "ln [-4,4]", "ln(mean trade size of 5 s / of 60 s); 0 without trades in 5 s", Ours),
        new(Feature.SinceTrade, "since_trade", "ln(1+s) [0,ln 61]", "ln(1+seconds since the last trade, or since the book's start), at most 60 s", Ours),

        new(Feature.Return1s, "return_1s", "bps [-500,500]", "mid/close 4 slots ago - 1", Ours),
        new(Feature.Return5s, "return_5s", "bps [-500,500]", "the same, 20 slots", Ours),
        new(Feature.Return10s, "return_10s", "bps [-500,500]", "the same, 40 slots", Ours),
        new(Feature.Return30s, "return_30s", "bps [-500,500]", "the same, 120 slots", Ours),
        new(Feature.Return60s, "return_60s", "bps [-500,500]", "the same, 240 slots", Ours),
        new(Feature.Volatility5s, "volatility_5s", "bps/sqrt(min) [0,1000]", "sqrt(240 mean r^2), 5 s", Andersen),
        new(Feature.Volatility20s, "volatility_20s", "bps/sqrt(min) [0,1000]", "the same, 20 s", Andersen),
        new(Feature.Volatility60s, "volatility_60s", "bps/sqrt(min) [0,1000]", "the same, 60 s", Andersen),
        new(Feature.VolatilitySurge, "volatility_surge", "ln [-4,4]", "ln((volatility_5s+0.5)/(volatility_60s+0.5))", Ours),
        new(Feature.AboveHigh10s, "above_high_10s", "vol over 10 s [-6,6]", "mid/high - 1, high of the mids of 10 s without the last second; above 0 is a breakout", Donchian),
        new(Feature.AboveHigh30s, "above_high_30s", "vol over 30 s [-6,6]", "the same, 30 s", Donchian),
        new(Feature.AboveHigh60s, "above_high_60s", "vol over 60 s [-6,6]", "the same, 60 s", Donchian),
        new(Feature.BelowLow10s, "below_low_10s", "vol over 10 s [-6,6]", "mid/low - 1, low of the mids of 10 s without the last second; below 0 is a breakout", Donchian),
        new(Feature.BelowLow30s, "below_low_30s", "vol over 30 s [-6,6]", "the same, 30 s", Donchian),
        new(Feature.BelowLow60s, "below_low_60s", "vol over 60 s [-6,6]", "the same, 60 s", Donchian),
        new(Feature.Momentum, "momentum", "vol over 60 s [-6,6]", "(mean 5 s of mid - mean 20 s of mid)/mid", "Appel, MACD"),
        new(Feature.MomentumTurn, "momentum_turn", "vol over 60 s [-6,6]", "(mean 5 s - mean 20 s of mid) minus its own mean 10 s, /mid", "Appel, MACD histogram"),
        new(Feature.Rsi20s, "rsi_20s", "-1..1", "(up-down)/(up+down) moves of close, 20 s; 0 without moves", "Wilder, RSI, centred; also Kaufman's efficiency with a sign"),
        new(Feature.Efficiency60s, "efficiency_60s", "0..1", "|sum of moves of close|/sum of |moves|, 60 s; 0 without moves", Kaufman),
        new(Feature.Autocorrelation60s, "autocorrelation_60s", "-1..1", "sum r r_before / sum r^2, 60 s; 0 without moves", "Lo, MacKinlay, variance ratio at lag 2"),
        new(Feature.VwapGap60s, "vwap_gap_60s", "vol over 60 s [-6,6]", "mid/vwap - 1, trades of 60 s; 0 without trades", Ours),

        new(Feature.PairReturnGap5s, "pair_return_gap_5s", "bps [-500,500]", "return_5s - the partner's; pair features are 0 without a live partner", Gatev),
        new(Feature.PairSpreadZ60s, "pair_spread_z_60s", "sd [-6,6]", "z-score of (own - pair_beta x partner) relative price, closes each second of 60 s", Gatev),
        new(Feature.PairCorrelation60s, "pair_correlation_60s", "-1..1", "correlation with the partner's returns over each second of 60 s", Gatev),
        new(Feature.PairBeta60s, "pair_beta_60s", "ratio [-5,5]", "slope of own on the partner's returns over each second of 60 s", Gatev),
        new(Feature.PartnerReturn1s, "partner_return_1s", "bps [-500,500]", "the partner's return_1s", "Hayashi, Yoshida, lead-lag"),

        new(Feature.DaySin, "day_sin", "-1..1", "sin(2 pi x share of the UTC day)", Ours),
        new(Feature.DayCos, "day_cos", "-1..1", "cos(2 pi x share of the UTC day)", Ours),

        new(Feature.Return5m, "return_5m", "bps [-2000,2000]", "mid/C of the fifth closed bar back - 1", Ours),
        new(Feature.Return60m, "return_60m", "bps [-2000,2000]", "mid/C of the oldest bar of 60 min - 1", Ours),
        new(Feature.Volatility60m, "volatility_60m", "bps/sqrt(min) [0,1000]", "sqrt(mean (C/C before - 1)^2), 60 min", Andersen),
        new(Feature.VolatilitySurge60m, "volatility_surge_60m", "ln [-4,4]", "ln((volatility_60s+0.5)/(volatility_60m+0.5))", Ours),
        new(Feature.RangePosition60m, "range_position_60m", "ratio [-3,3]", "(2 mid-high-low)/(high-low) of 60 min: -1 at the low, 1 at the high, beyond them out of the range; 0 without a range", Donchian),
        new(Feature.TrueRange14m, "true_range_14m", "bps [0,2000]", "mean of max(H, C before) - min(L, C before), 14 min, /mid", Wilder),
        new(Feature.VolumeSurge5m, "volume_surge_5m", "ln [-5,3]", "ln((v5+0.01 v60)/(1.01 v60)), v = lots a bar of 5 min and 60 min; 0 without trades", Ours),
        new(Feature.Efficiency60m, "efficiency_60m", "0..1", "|mid - C of the oldest bar|/sum of |moves of C and of the mid from the last C|, 60 min; 0 without moves", Kaufman),
    ];

    /// <summary>Computed features; the model inputs are among them.</summary>
    public const int Count = (int)Feature.Efficiency60m + 1;

    /// <summary>First index of the long features, which end with the computed ones.</summary>
    public const int LongFirst = (int)Feature.Return5m;

    /// <summary>First index of the slow lane, which ends with the vector.</summary>
    public const int SlowFirst = Count;

    /// <summary>Floats of the slow lane.</summary>
    public const int SlowCount = Limits.FeaturesMax - SlowFirst;

    /// <summary>In the order of the vector.</summary>
    public static IReadOnlyList<FeatureDefinition> Definitions { get; } = Array.AsReadOnly(Table);

    /// <summary>The features' names in the order of the vector.</summary>
    public static IReadOnlyList<string> Names { get; } = Array.AsReadOnly(Array.ConvertAll(Table, definition => definition.Name));

    /// <summary>What a model's manifest must state to be used with this code.</summary>
    public static string Hash { get; } = HashOf(Version, Table);

    /// <summary>The index of the feature called <paramref name="name"/>, or -1.</summary>
    public static int IndexOf(string name) => Array.FindIndex(Table, definition => definition.Name == name);

    /// <summary>Whether the feature at <paramref name="index"/> needs <see cref="LongState.Ready"/>.</summary>
    public static bool IsLong(int index) => index is >= LongFirst and < Count;

    /// <summary>SHA-256, in lower-case hexadecimal, over version, names, units and formulas, one line each.</summary>
    public static string HashOf(string version, IReadOnlyList<FeatureDefinition> definitions)
    {
        var text = new StringBuilder(version).Append('\n');
        foreach (FeatureDefinition definition in definitions)
            text.Append(definition.Name).Append('|').Append(definition.Units).Append('|').Append(definition.Formula).Append('\n');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
