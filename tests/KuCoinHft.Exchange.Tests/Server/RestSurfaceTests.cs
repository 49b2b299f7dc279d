using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using KuCoinHft.Exchange.Ledger;

namespace KuCoinHft.Exchange.Tests.Server;

/// <summary>What every endpoint has in common: status, envelope, pools, permissions.</summary>
public sealed class RestSurfaceTests
{
    private const string Accounts = "/api/v3/margin/accounts?queryType=MARGIN_V2";

    private static Tape Market => new Tape().Book("99 1, 98 2", "101 1, 102 2");

    [Theory]
    [InlineData("GET", "/api/v1/timestamp", "", 200, "200000")]
    [InlineData("GET", Accounts, "", 200, "200000")]
    [InlineData("GET", "/nothing", "", 404, "404000")]
    [InlineData("GET", "/api/v3/hf/margin/order", "", 405, "400000")]
    [InlineData("PATCH", "/api/v3/hf/margin/orders/active-by-someone", "", 405, "400000")]
    [InlineData("POST", "/api/v3/hf/margin/order", "{}", 200, "400100")]
    [InlineData("POST", "/api/v3/hf/margin/order", "[1", 200, "400100")]
    public async Task Every_answer_is_json_and_states_its_pool(string method, string path, string body, int status, string code)
    {
        await using Client client = await Client.OpenAsync(Market);
        (int Status, JsonElement Body, HttpResponseMessage Response) answer = await client.RestAsync(method, path, body);
        Assert.Equal((status, code), (answer.Status, Desk.Text(answer.Body, "code")));
        Assert.Equal("application/json", answer.Response.Content.Headers.ContentType!.MediaType);
        Assert.All(new[] { "limit", "remaining", "reset" }, name => Assert.True(long.Parse(Header(answer.Response, name)) >= 0));
        Assert.Equal(status == 200, int.Parse(Header(answer.Response, "limit")) > int.Parse(Header(answer.Response, "remaining")));
    }

    [Fact]
    public async Task A_body_that_is_no_json_by_its_content_type_is_answered_with_415()
    {
        await using Client client = await Client.OpenAsync(Market);
        (int status, JsonElement body, HttpResponseMessage response) = await client.RestAsync("POST", "/api/v3/hf/margin/order", "{}", x => x.Content!.Headers.ContentType = new MediaTypeHeaderValue("text/plain"));
        Assert.Equal((415, "415000", "2000"), (status, Desk.Text(body, "code"), Header(response, "remaining")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_that_is_too_large_is_answered_with_413(bool isChunked)
    {
        await using Client client = await Client.OpenAsync(Market);
        (int status, JsonElement body, _) = await client.RestAsync("POST", "/api/v3/hf/margin/order", new string(' ', 65 << 10), x => x.Headers.TransferEncodingChunked = isChunked);
        Assert.Equal((413, "400100"), (status, Desk.Text(body, "code")));
    }

    [Theory]
    [InlineData("2", "200000")]
    [InlineData("3", "200000")]
    [InlineData("1", "400009")]
    [InlineData("", "400008")]
    public async Task Key_versions_two_and_three_are_accepted_with_the_headers_of_a_partner(string version, string code)
    {
        await using Client client = await Client.OpenAsync(Market);
        JsonElement body = (await client.RestAsync("GET", Accounts, change: x =>
        {
            x.Headers.Remove("KC-API-KEY-VERSION");
            if (version.Length > 0)
                x.Headers.Add("KC-API-KEY-VERSION", version);
            x.Headers.Add("KC-API-PARTNER", "ccxt");
            x.Headers.Add("KC-API-PARTNER-SIGN", "AAAA");
            x.Headers.Add("KC-API-PARTNER-VERIFY", "true");
            x.Headers.Add("X-SITE-TYPE", "global");
        })).Body;
        Assert.Equal(code, Desk.Text(body, "code"));
    }

    [Fact]
    public async Task An_empty_object_as_the_body_of_a_post_without_one_is_signed_like_any_body()
    {
        await using Client client = await Client.OpenAsync(Market);
        Assert.Equal(200, (await client.RestAsync("POST", "/api/v1/bullet-private", "{}")).Status);
        Assert.Equal(200, (await client.RestAsync("POST", "/api/v1/bullet-public", "{}", isSigned: false)).Status);
        (int status, JsonElement body, _) = await client.RestAsync("POST", "/api/v1/bullet-private", "{}", x => x.Content = new StringContent("{ }", Encoding.UTF8, "application/json"));
        Assert.Equal((401, "400005"), (status, Desk.Text(body, "code")));
    }

    [Fact]
    public async Task A_wrong_signature_does_not_hurt_on_a_public_endpoint()
    {
        await using Client client = await Client.OpenAsync(Market);
        Assert.Equal(200, (await client.RestAsync("GET", "/api/v1/timestamp", change: x =>
        {
            x.Headers.Remove("KC-API-SIGN");
            x.Headers.Add("KC-API-SIGN", "AAAA");
        })).Status);
    }

    [Theory]
    [InlineData(ApiPermissions.General, "GET", Accounts, 200, "200000")]
    [InlineData(ApiPermissions.General, "DELETE", "/api/v3/hf/margin/orders/x?symbol=BTC-USDT", 401, "400007")]
    [InlineData(ApiPermissions.General | ApiPermissions.Spot, "DELETE", "/api/v3/hf/margin/orders/x?symbol=BTC-USDT", 401, "400007")]
    [InlineData(ApiPermissions.General | ApiPermissions.Margin, "DELETE", "/api/v3/hf/margin/orders/x?symbol=BTC-USDT", 200, "400100")]
    public async Task A_key_may_do_what_it_has_the_permission_for(ApiPermissions permissions, string method, string path, int status, string code)
    {
        await using Client client = await Client.OpenAsync(Market, x => x with { Account = new AccountOptions { Permissions = permissions } });
        (int Status, JsonElement Body, HttpResponseMessage _) answer = await client.RestAsync(method, path);
        Assert.Equal((status, code), (answer.Status, Desk.Text(answer.Body, "code")));
    }

    [Theory]
    [InlineData("127.0.0.1", 200, "200000")]
    [InlineData("10.0.0.1", 401, "400006")]
    public async Task A_key_with_a_whitelist_works_from_its_addresses_only(string address, int status, string code)
    {
        await using Client client = await Client.OpenAsync(Market, x => x with { Account = new AccountOptions { IpWhitelist = [address] } });
        (int Status, JsonElement Body, HttpResponseMessage _) answer = await client.RestAsync("GET", Accounts);
        Assert.Equal((status, code), (answer.Status, Desk.Text(answer.Body, "code")));
    }

    [Theory]
    [InlineData(0, "4000")]
    [InlineData(5, "16000")]
    [InlineData(12, "40000")]
    public async Task The_vip_level_decides_the_size_of_the_spot_pool_and_not_of_the_public_one(int vipLevel, string limit)
    {
        await using Client client = await Client.OpenAsync(Market, x => x with { Account = new AccountOptions { VipLevel = vipLevel } });
        Assert.Equal(limit, Header((await client.RestAsync("GET", Accounts)).Response, "limit"));
        Assert.Equal("2000", Header((await client.RestAsync("GET", "/api/v1/timestamp")).Response, "limit"));
    }

    [Fact]
    public async Task Each_account_spends_its_own_pool_and_a_spent_one_says_when_it_is_whole_again()
    {
        AccountOptions other = new() { ApiKey = "other", Secret = Client.Secret, Passphrase = Client.Passphrase };
        AccountOptions own = other with { ApiKey = Client.Key };
        await using Client client = await Client.OpenAsync(Market, x => x with { Accounts = [own, other] });
        for (int i = 0; i < 266; i++)
            Assert.Equal(200, (await client.RestAsync("GET", Accounts)).Status);
        (int status, JsonElement body, HttpResponseMessage response) = await client.RestAsync("GET", Accounts);
        Assert.Equal((429, "429000", "10"), (status, Desk.Text(body, "code"), Header(response, "remaining")));
        Assert.InRange(int.Parse(Header(response, "reset")), 1, 30_000);
        (int Status, JsonElement Body, HttpResponseMessage Response) free = await client.RestAsync("GET", Accounts, change: x =>
        {
            x.Headers.Remove("KC-API-KEY");
            x.Headers.Add("KC-API-KEY", "other");
        });
        Assert.Equal((200, "3985"), (free.Status, Header(free.Response, "remaining")));
        Assert.Equal(200, (await client.RestAsync("GET", "/api/v1/timestamp")).Status);
    }

    [Fact]
    public async Task An_exchange_with_too_many_requests_under_way_answers_503()
    {
        await using Client client = await Client.OpenAsync(new Tape().Bid("97", "7").Book("99 1", "101 1"), x => x with { WaitingMax = 1 });
        Task<(int Status, JsonElement Body, HttpResponseMessage Response)> waiting = Book();
        (int Status, JsonElement Body, HttpResponseMessage _) answer;
        do
        {
            // The first request waits for its snapshot; until it has come in, the second is answered, and may itself be the one too many that the first meets.
            if (waiting.IsCompleted && (await waiting).Status == 503)
                waiting = Book();
            answer = await client.RestAsync("GET", "/api/v1/status", isSigned: false);
        }
        while (answer.Status == 200);
        Assert.Equal((503, "503000"), (answer.Status, Desk.Text(answer.Body, "code")));
        client.Server.StartPlaying();
        Assert.Equal(200, (await waiting).Status);
        Assert.Equal(200, (await client.RestAsync("GET", "/api/v1/status", isSigned: false)).Status);

        Task<(int Status, JsonElement Body, HttpResponseMessage Response)> Book() => client.RestAsync("GET", "/api/v3/market/orderbook/level2?symbol=BTC-USDT");
    }

    private static string Header(HttpResponseMessage response, string name) => response.Headers.GetValues("gw-ratelimit-" + name).Single();
}
