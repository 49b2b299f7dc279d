using KuCoinHft.Engine.Market;
using KuCoinHft.Exchange.Matching;

namespace KuCoinHft.Exchange.Ledger;

/// <summary>Whether an account can pay for an order, and what it must borrow for that.</summary>
internal static class OrderFunding
{
    /// <param name="holdUnits">What the order would hold of the coin it pays with.</param>
    /// <param name="boughtLots">What a buy would bring at most.</param>
    /// <param name="loanUnits">What has to be borrowed first, in that coin.</param>
    /// <returns>Null when it can be paid.</returns>
    public static Refusal? Check(Order order, long holdUnits, long boughtLots, out long loanUnits)
    {
        loanUnits = 0;
        OrderTicket ticket = order.Ticket;
        CoinAccount paid = order.Wallet[order.PaidCurrency];
        Refusal? refusal = ticket is { IsMargin: true, Side: Side.Buy } ? CheckBought(order, boughtLots) : null;
        long missingUnits = holdUnits - paid.AvailableUnits;
        if (refusal is not null || missingUnits <= 0)
            return refusal;
        if (!ticket.IsMargin || !ticket.AutoBorrow)
            return Refusal.BalanceInsufficient;
        loanUnits = paid.Terms.LoanFor(missingUnits);
        return order.Account.Ledger.RefuseLoan(paid.Currency, loanUnits);
    }

    // What other orders may still buy does not count: KuCoin does not say that it does.
    private static Refusal? CheckBought(Order order, long boughtLots)
    {
        CoinAccount bought = order.Wallet[order.Ticket.Instrument.BaseCurrency];
        long units = order.BaseUnits(boughtLots);
        if (units > bought.Terms.BuyUnitsMax)
            return Refusal.BuyLimit;
        return bought.TotalUnits + units > bought.Terms.HoldUnitsMax ? Refusal.HoldLimit : null;
    }
}
