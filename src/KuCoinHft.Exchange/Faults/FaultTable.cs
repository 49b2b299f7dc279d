using System.Text.Json;
using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Text;

namespace KuCoinHft.Exchange.Faults;

/// <summary>The faults of a session, read from JSON.</summary>
/// <remarks>
/// Shape: <c>{"faults":[{"name":"answerLost","probability":0.05},{"name":"silentSocket","atSeconds":60,"forSeconds":5,"socket":"feed"}]}</c>.
/// A name is one of <see cref="FaultKind"/>. A fault of single messages has a probability or atSeconds (the first message from then on), and may
/// have times, the number of messages at most. A fault that lasts has atSeconds and forSeconds. Seconds are of market time, from the opening.
/// Errors: all that is wrong is reported at once, each with its place; unknown fields are refused.
/// </remarks>
public sealed record FaultTable(IReadOnlyList<Fault> Faults)
{
    private const decimal DayMs = 86_400_000;
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
    private static readonly string[] Names = [.. Enum.GetNames<FaultKind>().Select(NameOf)];

    /// <summary>A kind's name in a table.</summary>
    public static string NameOf(FaultKind kind) => NameOf(kind.ToString());

    /// <exception cref="FormatException">The file is not as it should be; the message names every place and what belongs there.</exception>
    public static FaultTable Read(string path) => Parse(File.ReadAllBytes(path), Path.GetFileName(path));

    /// <param name="name">What errors call the file.</param>
    /// <exception cref="FormatException">As <see cref="Read"/>.</exception>
    public static FaultTable Parse(ReadOnlyMemory<byte> json, string name)
    {
        var errors = new List<string>();
        var faults = new List<Fault>();
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, Lenient);
            var root = new JsonPlace(document.RootElement, "", errors);
            root.Expect("faults");
            foreach (JsonPlace place in root.Items("faults"))
            {
                if (ReadFault(place) is { } fault)
                    faults.Add(fault);
            }

            if (errors.Count == 0 && faults.Count == 0)
                root.Wrong("give at least one of faults");
        }
        catch (JsonException e)
        {
            errors.Add($"not JSON: {e.Message}");
        }

        return errors.Count == 0 ? new FaultTable(faults) : throw new FormatException($"{name} has {errors.Count} {(errors.Count == 1 ? "mistake" : "mistakes")}:{string.Concat(errors.Select(x => $"\n  {x}"))}");
    }

    private static string NameOf(string kind) => char.ToLowerInvariant(kind[0]) + kind[1..];

    private static Fault? ReadFault(JsonPlace place)
    {
        string name = place.Text("name");
        int at = Array.IndexOf(Names, name);
        if (at < 0)
        {
            if (name.Length > 0)
                place.Wrong($"there is no fault \"{name}\"; known are {string.Join(", ", Names)}");
            return null;
        }

        var kind = (FaultKind)at;
        return kind switch
        {
            FaultKind.TokenExpiry => ReadLasting(place, kind, lasts: false),
            FaultKind.SilentSocket or FaultKind.HalfOpen => ReadLasting(place, kind, lasts: true, "socket") with { Sockets = ReadSockets(place) },
            FaultKind.RateLimitStorm or FaultKind.Restart => ReadLasting(place, kind, lasts: true) with { Sockets = FaultSockets.Both },
            FaultKind.ClockSkew => ReadLasting(place, kind, lasts: true, "skewMs") with { SkewMs = (long)place.Number("skewMs", 60_000, -DayMs, DayMs, decimals: 0) },
            FaultKind.AnswerError => ReadSingle(place, kind, "code") with { Code = ReadCode(place) },
            FaultKind.FillBeforeAck or FaultKind.CancelFillRace => ReadSingle(place, kind, "delayMs") with { DelayNs = ReadDelay(place, 500) },
            FaultKind.SlowDrip => ReadSingle(place, kind, "bytes", "delayMs") with { Bytes = (int)place.Number("bytes", 16, 1, 65_536, decimals: 0), DelayNs = ReadDelay(place, 1) },
            _ => ReadSingle(place, kind),
        };
    }

    private static Fault ReadSingle(JsonPlace place, FaultKind kind, params string[] more)
    {
        place.Expect(["name", "probability", "atSeconds", "times", .. more]);
        decimal? probability = place.Number("probability", 0.000001m, 1, decimals: 6);
        long? atNs = ReadAt(place);
        if (probability is null == atNs is null)
            place.Wrong("give either probability or atSeconds");
        return new Fault
        {
            Kind = kind,
            ChanceE6 = (long)((probability ?? 0) * 1_000_000),
            AtNs = atNs,
            Times = (long)(place.Number("times", 1, 1_000_000_000, decimals: 0) ?? (atNs is null ? long.MaxValue : 1)),
        };
    }

    private static Fault ReadLasting(JsonPlace place, FaultKind kind, bool lasts, params string[] more)
    {
        place.Expect(lasts ? ["name", "atSeconds", "forSeconds", .. more] : ["name", "atSeconds", .. more]);
        if (!place.Has("atSeconds") || (lasts && !place.Has("forSeconds")))
            place.Wrong(lasts ? "give atSeconds and forSeconds: it begins at a time and lasts" : "give atSeconds: it happens at a time");
        return new Fault { Kind = kind, AtNs = ReadAt(place) ?? 0, ForNs = lasts ? Nanoseconds(place.Number("forSeconds", 1, 0.001m, DayMs / 1000, decimals: 3)) : 0 };
    }

    private static long? ReadAt(JsonPlace place) => place.Number("atSeconds", 0, DayMs / 1000, decimals: 3) is { } seconds ? Nanoseconds(seconds) : null;

    private static long ReadDelay(JsonPlace place, decimal absentMs) => Nanoseconds(place.Number("delayMs", absentMs, 1, 600_000, decimals: 0) / 1000);

    private static long Nanoseconds(decimal seconds) => (long)(seconds * Nanos.PerSecond);

    private static string ReadCode(JsonPlace place)
    {
        string code = place.Has("code") ? place.Text("code") : "500000";
        if (code is not ("408000" or "500000" or "502000" or "503000" or "504000"))
            place.Wrong($"code is {code}; use one that leaves the outcome open: 408000, 500000, 502000, 503000, 504000");
        return code;
    }

    private static FaultSockets ReadSockets(JsonPlace place)
    {
        string text = place.Has("socket") ? place.Text("socket") : "both";
        FaultSockets sockets = text switch { "feed" => FaultSockets.Feed, "trade" => FaultSockets.Trade, "both" => FaultSockets.Both, _ => FaultSockets.None };
        if (sockets == FaultSockets.None)
            place.Wrong($"socket is {text}; use feed, trade or both");
        return sockets;
    }
}
