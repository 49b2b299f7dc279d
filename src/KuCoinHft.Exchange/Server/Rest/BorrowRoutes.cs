using System.Text.Json;
using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Ledger;
using KuCoinHft.Exchange.Matching;

namespace KuCoinHft.Exchange.Server.Rest;

/// <summary>Loans of the cross margin account: borrowing, repaying, interest, limits, leverage.</summary>
/// <remarks>
/// isHf is not looked at: there is one margin account, and ccxt borrows without the field. Isolated margin is refused.
/// Source: api.md 6.5.
/// </remarks>
internal sealed class BorrowRoutes(RestContext context)
{
    private const string Path = "/api/v3/margin/";

    public IEnumerable<Route> All =>
    [
        new("POST", Path + "borrow", Pool.Spot, 15, ApiPermissions.Margin, BorrowAsync),
        new("GET", Path + "borrow", Pool.Spot, 15, ApiPermissions.Margin, x => context.Read(core => GiveLoans(x, core))),
        new("POST", Path + "repay", Pool.Spot, 10, ApiPermissions.Margin, RepayAsync),
        new("GET", Path + "repay", Pool.Spot, 15, ApiPermissions.Margin, x => context.Read(core => GiveRepayments(x, core))),
        new("GET", Path + "interest", Pool.Spot, 20, ApiPermissions.Margin, x => context.Read(core => GiveInterest(x, core))),
        new("GET", Path + "borrowRate", Pool.Spot, 20, ApiPermissions.General, x => context.Read(_ => GiveRates(x))),
        new("GET", Path + "currencies", Pool.Spot, 20, ApiPermissions.General, x => context.Read(core => GiveLimits(x, core))),
        new("POST", "/api/v3/position/update-user-leverage", Pool.Spot, 8, ApiPermissions.Margin, SetLeverageAsync),
    ];

    private static bool IsIsolated(RestRequest request) => string.Equals(request.Field("isIsolated") ?? request["isIsolated"], "true", StringComparison.OrdinalIgnoreCase);

    private Task<RestAnswer> BorrowAsync(RestRequest request)
    {
        (string? currency, string? size, string? timeInForce) = (request.Field("currency"), request.Field("size"), request.Field("timeInForce"));
        if (IsIsolated(request))
            return RestContext.Give(RestAnswer.Refuse(Refusal.IsolatedUnsupported));
        return context.ExecuteAsync((core, nowNs) =>
        {
            Refusal? refusal = core.Margin.Borrow(request.Account, currency, size, timeInForce, nowNs, out LoanRecord? loan);
            return refusal is not null ? RestAnswer.Refuse(refusal) : RestAnswer.Fields(json =>
            {
                json.WriteString("orderNo", loan!.OrderNo);
                json.WriteString("actualSize", Coins(request, loan.Currency, loan.ActualUnits));
            });
        });
    }

    private Task<RestAnswer> RepayAsync(RestRequest request)
    {
        (string? currency, string? size) = (request.Field("currency"), request.Field("size"));
        if (IsIsolated(request))
            return RestContext.Give(RestAnswer.Refuse(Refusal.IsolatedUnsupported));
        return context.ExecuteAsync((core, nowNs) =>
        {
            Refusal? refusal = core.Margin.Repay(request.Account, currency, size, nowNs, out RepaymentRecord? repayment);
            return refusal is not null ? RestAnswer.Refuse(refusal) : RestAnswer.Fields(json =>
            {
                json.WriteNumber("timestamp", nowNs / Nanos.PerMillisecond);
                json.WriteString("orderNo", repayment!.OrderNo);
                json.WriteString("actualSize", Coins(request, repayment.Currency, repayment.PrincipalUnits + repayment.InterestUnits));
            });
        });
    }

    private Task<RestAnswer> SetLeverageAsync(RestRequest request)
    {
        string? leverage = request.Field("leverage");
        if (IsIsolated(request))
            return RestContext.Give(RestAnswer.Refuse(Refusal.IsolatedUnsupported));
        return context.ExecuteAsync((core, nowNs) =>
            core.Margin.SetLeverage(request.Account, leverage, nowNs) is { } refusal ? RestAnswer.Refuse(refusal) : RestAnswer.Ok(static json => json.WriteNullValue()));
    }

    private static RestAnswer GiveLoans(RestRequest request, ExchangeCore core)
    {
        LoanRecord[] loans = [.. request.Account.Records.Loans.NewestFirst().Where(x => IsAsked(request, x.Currency, x.OrderNo, x.AtNs))];
        return Paging.Page(request, loans, (json, x) => WriteRow(json, request, x.OrderNo, x.Currency, x.Units, x.AtNs, x.ActualUnits > 0, () =>
            json.WriteString("actualSize", Coins(request, x.Currency, x.ActualUnits))), core.NowNs / Nanos.PerMillisecond);
    }

    private static RestAnswer GiveRepayments(RestRequest request, ExchangeCore core)
    {
        RepaymentRecord[] repayments = [.. request.Account.Records.Repayments.NewestFirst().Where(x => IsAsked(request, x.Currency, x.OrderNo, x.AtNs))];
        return Paging.Page(request, repayments, (json, x) => WriteRow(json, request, x.OrderNo, x.Currency, x.PrincipalUnits + x.InterestUnits, x.AtNs, isDone: true, () =>
        {
            json.WriteString("principal", Coins(request, x.Currency, x.PrincipalUnits));
            json.WriteString("interest", Coins(request, x.Currency, x.InterestUnits));
        }), core.NowNs / Nanos.PerMillisecond);
    }

    private static RestAnswer GiveInterest(RestRequest request, ExchangeCore core)
    {
        InterestRecord[] interest = [.. request.Account.Records.Interest.NewestFirst().Where(x => IsAsked(request, x.Currency, null, x.AtNs))];
        return Paging.Page(request, interest, (json, x) =>
        {
            json.WriteStartObject();
            json.WriteString("currency", x.Currency);
            json.WriteString("dayRatio", Feeds.Figures.Text(x.DayRate.Value));
            json.WriteString("interestAmount", Coins(request, x.Currency, x.Units));
            json.WriteNumber("createdTime", x.AtNs / Nanos.PerMillisecond);
            json.WriteEndObject();
        }, core.NowNs / Nanos.PerMillisecond);
    }

    private static RestAnswer GiveRates(RestRequest request) => RestAnswer.Fields(json =>
    {
        long vipLevel = request.Number("vipLevel", request.Account.Options.VipLevel, 0, RatePools.VipMax);
        json.WriteNumber("vipLevel", vipLevel);
        json.WritePropertyName("items");
        RestAnswer.WriteRows(json, CoinsAsked(request), (json, x) =>
        {
            decimal dayRate = (vipLevel == request.Account.Options.VipLevel ? request.Account.Ledger.DayRateOf(x.Terms) : x.Terms.DayRate((int)vipLevel)).Value;
            json.WriteStartObject();
            json.WriteString("currency", x.Currency);
            json.WriteString("hourlyBorrowRate", Feeds.Figures.Text(Math.Round(dayRate / 24, 12)));
            json.WriteString("annualizedBorrowRate", Feeds.Figures.Text(dayRate * 365));
            json.WriteEndObject();
        });
    });

    private static RestAnswer GiveLimits(RestRequest request, ExchangeCore core) => RestAnswer.Rows(CoinsAsked(request), (json, x) =>
    {
        json.WriteStartObject();
        json.WriteNumber("timestamp", core.NowNs / Nanos.PerMillisecond);
        json.WriteString("currency", x.Currency);
        json.WriteString("borrowMaxAmount", x.Text(x.Terms.BorrowUnitsMax));
        json.WriteString("buyMaxAmount", x.Text(x.Terms.BuyUnitsMax));
        json.WriteString("holdMaxAmount", x.Text(x.Terms.HoldUnitsMax));
        json.WriteString("borrowCoefficient", "1");
        json.WriteString("marginCoefficient", "1");
        json.WriteNumber("precision", x.Precision);
        json.WriteString("borrowMinAmount", x.Text(x.Terms.BorrowUnitsMin));
        json.WriteString("borrowMinUnit", x.Text(x.Terms.BorrowUnit));
        json.WriteBoolean("borrowEnabled", x.Terms.Rules.BorrowEnabled);
        json.WriteEndObject();
    });

    private static IEnumerable<CoinAccount> CoinsAsked(RestRequest request) =>
        request.Account.Ledger.Accounts.Where(x => request["currency"] is not { } asked || asked.Split(',').Contains(x.Currency));

    private static bool IsAsked(RestRequest request, string currency, string? orderNo, long atNs) =>
        (request["currency"] ?? currency) == currency && (orderNo is null || (request["orderNo"] ?? orderNo) == orderNo) && request.IsWithin("startTime", "endTime", atNs);

    private static void WriteRow(Utf8JsonWriter json, RestRequest request, string orderNo, string currency, long units, long atNs, bool isDone, Action more)
    {
        json.WriteStartObject();
        json.WriteString("orderNo", orderNo);
        json.WriteNull("symbol");
        json.WriteString("currency", currency);
        json.WriteString("size", Coins(request, currency, units));
        more();
        json.WriteString("status", isDone ? "SUCCESS" : "FAILED");
        json.WriteNumber("createdTime", atNs / Nanos.PerMillisecond);
        json.WriteEndObject();
    }

    private static string Coins(RestRequest request, string currency, long units) => request.Account.Ledger[currency].Text(units);
}
