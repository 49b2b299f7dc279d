using System.Globalization;
using System.Text.Json;

namespace KuCoinHft.Exchange.Text;

/// <summary>A value in a settings file and where it stands, so that every mistake can be named.</summary>
/// <remarks>Errors: each reader notes what is wrong in the list it shares, and gives a harmless value, so that reading goes on to the next mistake.</remarks>
internal sealed class JsonPlace(JsonElement value, string path, List<string> errors)
{
    public JsonElement Value { get; } = value;

    public void Wrong(string what) => errors.Add($"{(Path.Length == 0 ? "file" : Path)}: {what}");

    /// <summary>Notes every field that is not among <paramref name="names"/>, and that this is no object.</summary>
    public void Expect(params string[] names)
    {
        if (Value.ValueKind != JsonValueKind.Object)
        {
            Wrong($"must be an object, not {Value.GetRawText()}");
            return;
        }

        foreach (JsonProperty field in Value.EnumerateObject())
        {
            if (!names.Contains(field.Name))
                Wrong($"unknown field \"{field.Name}\"; known are {string.Join(", ", names)}");
        }
    }

    public bool Has(string name) => Value.ValueKind == JsonValueKind.Object && Value.TryGetProperty(name, out _);

    /// <summary>A required text that is not empty.</summary>
    public string Text(string name)
    {
        if (!Has(name))
        {
            if (Value.ValueKind == JsonValueKind.Object)
                Wrong($"\"{name}\" is missing");
            return "";
        }

        JsonPlace place = this[name];
        if (place.Value.ValueKind == JsonValueKind.String && place.Value.GetString()!.Length > 0)
            return place.Value.GetString()!;
        place.Wrong($"must be a text that is not empty, not {place.Value.GetRawText()}");
        return "";
    }

    /// <summary>A number in least..most with so many decimal places; <paramref name="absent"/> when the field is not there.</summary>
    public decimal Number(string name, decimal absent, decimal least, decimal most, int decimals) =>
        Has(name) ? this[name].Number(least, most, decimals) : absent;

    /// <summary>The same; null when the field is not there.</summary>
    public decimal? Number(string name, decimal least, decimal most, int decimals) => Has(name) ? this[name].Number(least, most, decimals) : null;

    public decimal Number(decimal least, decimal most, int decimals)
    {
        string text = Value.ValueKind == JsonValueKind.String ? Value.GetString()! : Value.GetRawText();
        if (Value.ValueKind is JsonValueKind.String or JsonValueKind.Number && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number)
            && number >= least && number <= most && decimal.Round(number, decimals) == number)
            return number;
        Wrong(string.Create(CultureInfo.InvariantCulture, $"must be a number in {least}..{most} with at most {decimals} decimal places, not {Value.GetRawText()}"));
        return least;
    }

    public bool Flag(string name, bool absent)
    {
        if (!Has(name))
            return absent;
        JsonPlace place = this[name];
        if (place.Value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            place.Wrong($"must be true or false, not {place.Value.GetRawText()}");
        return place.Value.ValueKind == JsonValueKind.True;
    }

    /// <summary>The places of a list; none when the field is not there.</summary>
    public IEnumerable<JsonPlace> Items(string name)
    {
        if (!Has(name))
            return [];
        JsonPlace place = this[name];
        if (place.Value.ValueKind == JsonValueKind.Array)
            return place.Value.EnumerateArray().Select((x, i) => new JsonPlace(x, $"{place.Path}[{i}]", errors));
        place.Wrong("must be a list");
        return [];
    }

    /// <summary>The named places of an object; none when the field is not there.</summary>
    public IEnumerable<(string Name, JsonPlace Place)> Fields(string name)
    {
        if (!Has(name))
            return [];
        JsonPlace place = this[name];
        if (place.Value.ValueKind == JsonValueKind.Object)
            return place.Value.EnumerateObject().Select(x => (x.Name, place[x.Name]));
        place.Wrong("must be an object");
        return [];
    }

    /// <summary>Amounts by currency, as {"USDT":"10000"}.</summary>
    public Dictionary<string, decimal> Coins(string name, bool isRequired = false)
    {
        if (isRequired && Value.ValueKind == JsonValueKind.Object && !Has(name))
            Wrong($"\"{name}\" is missing; give coins, as {{\"USDT\":\"10000\"}}");
        var coins = new Dictionary<string, decimal>(StringComparer.Ordinal);
        foreach ((string currency, JsonPlace place) in Fields(name))
            coins[currency] = place.Number(0, 10_000_000_000, decimals: 10);
        return coins;
    }

    private string Path { get; } = path;

    private JsonPlace this[string name] => new(Value.GetProperty(name), Path.Length == 0 ? name : $"{Path}.{name}", errors);
}
