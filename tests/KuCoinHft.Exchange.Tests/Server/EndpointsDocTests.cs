using System.Text;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Server;
using KuCoinHft.Exchange.Server.Rest;

namespace KuCoinHft.Exchange.Tests.Server;

/// <summary>docs/exchange-endpoints.md says what the route table says.</summary>
public sealed class EndpointsDocTests
{
    private const string Begin = "<!-- routes: written from the route table -->\n";
    private const string End = "<!-- end of routes -->";

    [Fact]
    public async Task The_table_of_endpoints_is_that_of_the_routes()
    {
        string file = Path.Combine(Root(), "docs", "exchange-endpoints.md"), text = (await File.ReadAllTextAsync(file, Client.Token)).ReplaceLineEndings("\n");
        int begin = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, end = text.IndexOf(End, StringComparison.Ordinal);
        Assert.True(begin >= Begin.Length && end >= begin, $"{file} must hold the lines {Begin.Trim()} and {End}.");
        await using var server = new ExchangeServer(new ExchangeOptions { Recording = new Tape().Book("99 1", "101 1") });
        string table = Table(server.Routes);
        if (Environment.GetEnvironmentVariable("KCHFT_WRITE_DOCS") == "1")
            await File.WriteAllTextAsync(file, text[..begin] + table + text[end..], Client.Token);
        else
            Assert.True(text[begin..end] == table, $"{file} is older than the routes; run this test with KCHFT_WRITE_DOCS=1 to write it anew.");
    }

    [Fact]
    public async Task What_the_document_leaves_out_is_not_there()
    {
        string text = await File.ReadAllTextAsync(Path.Combine(Root(), "docs", "exchange-endpoints.md"), Client.Token);
        string leftOut = text[text.IndexOf("## Left out", StringComparison.Ordinal)..];
        await using Client client = await Client.OpenAsync(new Tape().Book("99 1", "101 1"));
        string[] paths = [.. leftOut.Split('`').Where((x, i) => i % 2 == 1 && x.StartsWith("/api/", StringComparison.Ordinal))];
        Assert.True(paths.Length >= 10, "The document names what is left out by path.");
        foreach (string path in paths)
            Assert.Equal(404, (await client.RestAsync("GET", path.Replace("*", "x", StringComparison.Ordinal), isSigned: false)).Status);
    }

    private static string Table(IReadOnlyList<Route> routes)
    {
        var text = new StringBuilder("| method | path | permission | pool | weight |\n|---|---|---|---|---|\n");
        foreach (Route route in routes)
            text.Append($"| {route.Method} | `{route.Path}` | {(route.Permission == ApiPermissions.None ? "none" : route.Permission)} | {route.Pool} | {route.Weight} |\n");
        return text.ToString();
    }

    private static string Root()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "KuCoinHft.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException("Run the tests inside a checkout.");
    }
}
