using System.Globalization;
using System.Text.Json;
using KuCoinHft.Exchange.Matching;

namespace KuCoinHft.Exchange.Server.Rest;

/// <summary>The two ways in which KuCoin gives long lists: pages by number, and a cursor.</summary>
/// <remarks>Parameters that are no numbers, or out of range, count as absent. Source: api.md 2.2, 6.2, 6.5.</remarks>
internal static class Paging
{
    private const int PageSizeUsual = 50;
    private const int PageSizeMax = 500;

    /// <summary>A list of the last things, newest first.</summary>
    public static IEnumerable<T> NewestFirst<T>(this Recent<T> items)
        where T : class
    {
        for (int age = 0; age < items.Count; age++)
            yield return items[age];
    }

    /// <summary>A whole number of the query.</summary>
    public static long Number(this RestRequest request, string name, long standard, long least = 0, long most = long.MaxValue) =>
        long.TryParse(request[name], NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number >= least && number <= most ? number : standard;

    /// <summary>Whether a time lies between two parameters of the query, in milliseconds; absent ones do not bound it.</summary>
    public static bool IsWithin(this RestRequest request, string begin, string end, long atNs)
    {
        long atMs = atNs / 1_000_000;
        return atMs >= request.Number(begin, 0) && atMs <= request.Number(end, long.MaxValue);
    }

    /// <summary>The page that the request asks for.</summary>
    /// <param name="timestampMs">Margin lists have one; null leaves it out.</param>
    public static RestAnswer Page<T>(RestRequest request, IReadOnlyCollection<T> items, Action<Utf8JsonWriter, T> write, long? timestampMs = null) => RestAnswer.Fields(json =>
    {
        long size = request.Number("pageSize", PageSizeUsual, 1, PageSizeMax), page = request.Number("currentPage", 1, 1, int.MaxValue);
        if (timestampMs is { } ms)
            json.WriteNumber("timestamp", ms);
        json.WriteNumber("currentPage", page);
        json.WriteNumber("pageSize", size);
        json.WriteNumber("totalNum", items.Count);
        json.WriteNumber("totalPage", (items.Count + size - 1) / size);
        json.WritePropertyName("items");
        RestAnswer.WriteRows(json, items.Skip((int)Math.Min(int.MaxValue, (page - 1) * size)).Take((int)size), write);
    });

    /// <summary>The newest items older than the cursor; <c>lastId</c> names the oldest that is given, and is what the next request brings.</summary>
    /// <param name="items">Newest first.</param>
    public static RestAnswer Cursor<T>(RestRequest request, IEnumerable<T> items, Func<T, long> id, Action<Utf8JsonWriter, T> write) => RestAnswer.Fields(json =>
    {
        T[] given = [.. After(request, items, id, usual: 20, most: 100)];
        json.WriteNumber("lastId", given.Length == 0 ? 0 : id(given[^1]));
        json.WritePropertyName("items");
        RestAnswer.WriteRows(json, given, write);
    });

    /// <summary>The newest items older than the cursor.</summary>
    public static IEnumerable<T> After<T>(RestRequest request, IEnumerable<T> items, Func<T, long> id, int usual, int most)
    {
        long last = request.Number("lastId", long.MaxValue, 1);
        return items.Where(x => id(x) < last).Take((int)request.Number("limit", usual, 1, most));
    }
}
