using KuCoinHft.Exchange.Ledger;

namespace KuCoinHft.Exchange.Tests.Ledger;

/// <summary>Whatever happens to 20 accounts and 5 coins, the books balance to the last unit, and happening again it comes to the same.</summary>
public sealed class BooksTests
{
    private const int LineCount = 100_000;

    [Fact]
    public void A_hundred_thousand_random_operations_neither_make_nor_lose_a_unit()
    {
        const int seed = 20260101;
        string[] log = [.. new WorldLines(seed).Take(LineCount)];
        var world = new World();
        for (int i = 0; i < log.Length; i++)
        {
            world.Do(log[i]);
            if (BooksCheck.Find(world.Core) is { } fault)
                Assert.Fail($"seed {seed}, after line {i}, \"{log[i]}\": {fault}");
        }

        Assert.Null(BooksCheck.FindInRecords(world.Core));
        AssertMuchHappened(world);

        // The log alone brings every balance and every byte of every push again.
        var again = new World();
        foreach (string line in log)
            again.Do(line);
        Assert.Equal(world.Digest(), again.Digest());
    }

    [Fact]
    public void One_line_more_or_less_comes_to_something_else()
    {
        string[] log = [.. new WorldLines(7).Take(2000)];
        World whole = new(), cut = new();
        foreach (string line in log)
            whole.Do(line);
        foreach (string line in log.Where((_, i) => i != 3))
            cut.Do(line);
        Assert.NotEqual(whole.Digest(), cut.Digest());
    }

    [Theory]
    [InlineData("a coin appears", "units are lost")]
    [InlineData("a fee goes nowhere", "units are lost")]
    [InlineData("a loan is not written down", "the lender is owed")]
    [InlineData("a loan misses in the pool", "are lent and")]
    [InlineData("a transfer arrives twice", "transfers lose")]
    [InlineData("a balance is overdrawn", "negative")]
    public void A_broken_operation_is_found(string kind, string found)
    {
        var world = new World();
        foreach (string line in new WorldLines(1).Take(500))
            world.Do(line);
        Assert.Null(BooksCheck.Find(world.Core));
        CoinAccount usdt = world.Core.Accounts[3].Ledger["USDT"];
        switch (kind)
        {
            case "a coin appears":
                usdt.AvailableUnits++;
                break;
            case "a fee goes nowhere":
                world.Core.Accounts[3].Ledger.Receive("USDT", 1000, 1);
                usdt.House.FeeUnits--;
                break;
            case "a loan is not written down":
                usdt.PrincipalUnits += 5;
                break;
            case "a loan misses in the pool":
                usdt.Terms.LentUnits--;
                break;
            case "a transfer arrives twice":
                usdt.House.TransferUnits -= 10;
                usdt.AvailableUnits += 10;
                break;
            default:
                usdt.House.MarketUnits += usdt.AvailableUnits + 1;
                usdt.AvailableUnits = -1;
                break;
        }

        Assert.Contains(found, BooksCheck.Find(world.Core)!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("an entry is missing", "entries come to")]
    [InlineData("interest is not recorded", "interest charged")]
    public void A_broken_record_is_found(string kind, string found)
    {
        var world = new World();
        foreach (string line in new WorldLines(1).Take(500))
            world.Do(line);
        Assert.Null(BooksCheck.FindInRecords(world.Core));
        CoinAccount usdt = world.Core.Accounts[3].Ledger["USDT"];
        if (kind == "an entry is missing")
            usdt.AvailableUnits++;
        else
            usdt.InterestUnits++;
        Assert.Contains(found, BooksCheck.FindInRecords(world.Core)!, StringComparison.Ordinal);
    }

    // A test in which nothing happens proves nothing.
    private static void AssertMuchHappened(World world)
    {
        IReadOnlyList<ExchangeAccount> accounts = world.Core.Accounts;
        Assert.True(accounts.Sum(x => x.Settled.FillCount) > 10_000, $"{accounts.Sum(x => x.Settled.FillCount)} fills");
        Assert.All(accounts, x => Assert.True(x.Records.Loans.Count > 20 && x.Records.Repayments.Count > 20 && x.Records.Interest.Count > 20, $"account {x.Index}: {x.Records.Loans.Count} loans, {x.Records.Repayments.Count} repayments, {x.Records.Interest.Count} charges"));
        string statuses = string.Join(", ", world.Statuses.Select(x => $"{x.Key} {x.Value}"));
        TestContext.Current.TestOutputHelper!.WriteLine(statuses);
        Assert.All((string[])["debt.ratio", "FROZEN_FL", "UNFROZEN_FL", "LIABILITY", "UNLIABILITY"], x => Assert.True(world.Statuses.GetValueOrDefault(x) > 0, statuses));
        Assert.Contains(accounts.SelectMany(x => BooksCheck.All(x.Records.Entries)), x => x.FeeUnits < 0);
        Assert.All(World.Coins, coin => Assert.Contains(accounts, x => x.Ledger[coin].House.MarketUnits != 0));
        Assert.Contains(accounts, x => x.Trade.Accounts.Any(c => c.TotalUnits > 0));
    }
}
