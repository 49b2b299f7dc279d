using System.Text.Json;

namespace KuCoinHft.Exchange.Tests.Server;

/// <summary>The documented shape of an answer or a push: names, types, required fields, enums.</summary>
/// <remarks>Where the specification and KuCoin's live frames differ, what is live counts: those places are in <see cref="Known"/>, each with its reason.</remarks>
internal sealed class Shapes
{
    // What the specification lacks or has wrong. "+": a field that it does not have; "-": one that need not be there; "null": may be null.
    private static readonly HashSet<string> Known =
    [
        // Newer fields, seen live (api.md 3.3, 3.5, 6.2), or of HF and margin alike although documented for one of them.
        "+ lastSize", "+ remainSize", "+ remainFunds", "+ cancelledSize", "+ cancelledFunds", "+ tax", "+ taxRate", "+ triggerSuccess", "+ error", "+ tradeId", "+ orderId",
        "+ inOrderBook", "+ active", "+ lastUpdatedAt", "+ feeCurrency",

        // api.md 6.2: margin orders say success and have null where nothing was borrowed; who gives no remark or tag has none.
        "+ success", "null loanApplyId", "null remark", "null tags",

        // The list of stop orders has them, one stop order alone has not; here both are the same.
        "+ relatedNo", "+ limitPrice", "+ pop", "+ activateCondition",

        // api.md 3.2: only balance pushes have an id; Kucoin.Net routes by it.
        "- id of tick",

        // The specification folds both kinds of position push into one.
        "- type of debt.ratio",

        // A list that came to its end has no cursor in one example and one in the other.
        "+ lastId",
    ];

    private static readonly Dictionary<string, JsonElement> Answers = Load("answer-shapes.jsonl");
    private static readonly Dictionary<string, JsonElement> Pushes = Load("push-shapes.jsonl");

    private readonly JsonElement _shape;

    private Shapes(JsonElement shape) => _shape = shape;

    /// <returns>Null where the specification has no such endpoint.</returns>
    public static Shapes? OfAnswer(string method, string path) => Answers.TryGetValue($"{method} {path}", out JsonElement shape) ? new Shapes(shape) : null;

    public static Shapes OfPush(string topic)
    {
        string name = topic.Split(':')[0];
        string[] ends = topic.Contains("ticker:all", StringComparison.Ordinal) ? [":all"] : topic.Contains("USDS", StringComparison.Ordinal) ? [":_market_"] : ["", ":_symbol_", ":_symbol_,_symbol_", ":_symbol___type_"];
        return new Shapes(ends.Select(x => name + x).Where(Pushes.ContainsKey).Select(x => Pushes[x]).First());
    }

    /// <summary>Everything in which a value differs from the shape.</summary>
    public List<string> Faults(JsonElement value)
    {
        var faults = new List<string>();
        Compare(_shape, value, "", value.ValueKind == JsonValueKind.Object && value.TryGetProperty("subject", out JsonElement subject) ? subject.GetString()! : "", faults);
        return faults;
    }

    private static void Compare(JsonElement shape, JsonElement value, string at, string subject, List<string> faults)
    {
        string type = Desk.Text(shape, "type") ?? "any";
        if (value.ValueKind == JsonValueKind.Null)
        {
            if (!shape.TryGetProperty("nullable", out _) && !Known.Contains($"null {at[(at.LastIndexOf('.') + 1)..]}"))
                faults.Add($"{at} is null");
            return;
        }

        bool isOfType = type switch
        {
            "string" => value.ValueKind == JsonValueKind.String,
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            "number" => value.ValueKind == JsonValueKind.Number,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "array" => value.ValueKind == JsonValueKind.Array,
            "object" => value.ValueKind == JsonValueKind.Object,
            _ => true,
        };
        if (!isOfType)
        {
            faults.Add($"{at} is {value.GetRawText()}, not {type}");
            return;
        }

        if (shape.TryGetProperty("enum", out JsonElement names) && !names.EnumerateArray().Any(x => x.ToString() == value.ToString()))
            faults.Add($"{at} is {value}, not one of {names.GetRawText()}");
        if (value.ValueKind == JsonValueKind.Object)
            CompareFields(shape, value, at, subject, faults);
        if (value.ValueKind == JsonValueKind.Array && shape.TryGetProperty("items", out JsonElement items))
        {
            foreach (JsonElement item in value.EnumerateArray())
                Compare(items, item, at + "[]", subject, faults);
        }
    }

    private static void CompareFields(JsonElement shape, JsonElement value, string at, string subject, List<string> faults)
    {
        JsonElement properties = shape.TryGetProperty("properties", out JsonElement known) ? known : default;
        foreach (JsonProperty field in value.EnumerateObject())
        {
            if (properties.ValueKind == JsonValueKind.Object && properties.TryGetProperty(field.Name, out JsonElement of))
                Compare(of, field.Value, $"{at}.{field.Name}", subject, faults);
            else if (shape.TryGetProperty("values", out JsonElement each))
                Compare(each, field.Value, $"{at}.{field.Name}", subject, faults);
            else if (properties.ValueKind == JsonValueKind.Object && properties.EnumerateObject().Any() && !Known.Contains($"+ {field.Name}"))
                faults.Add($"{at}.{field.Name} is not documented");
        }

        if (!shape.TryGetProperty("required", out JsonElement required))
            return;
        foreach (JsonElement name in required.EnumerateArray())
        {
            if (!value.TryGetProperty(name.GetString()!, out _) && !Known.Contains($"- {name} of {subject}"))
                faults.Add($"{at}.{name} is missing");
        }
    }

    private static Dictionary<string, JsonElement> Load(string file) => File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Fixtures", file))
        .Select(x => JsonDocument.Parse(x).RootElement).ToDictionary(x => Desk.Text(x, "name")!, x => x.GetProperty("shape"));
}
