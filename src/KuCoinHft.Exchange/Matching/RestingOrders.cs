using KuCoinHft.Engine.Market;

namespace KuCoinHft.Exchange.Matching;

/// <summary>The resting orders of one symbol and side, all accounts together: best price first, then oldest first.</summary>
internal sealed class RestingOrders
{
    private readonly List<Order> _orders = [];
    private readonly int _sign;

    public RestingOrders(Side side) => _sign = side == Side.Buy ? 1 : -1;

    public int Count => _orders.Count;

    public Order this[int index] => _orders[index];

    /// <summary>Puts an order behind all others of its price.</summary>
    public void Add(Order order) => _orders.Insert(FirstWhere(order.Ticket.PriceTicks, orWorse: false), order);

    public void Remove(Order order)
    {
        int at = FirstAt(order.Ticket.PriceTicks);
        while (at < _orders.Count && _orders[at] != order)
            at++;
        if (at < _orders.Count)
            _orders.RemoveAt(at);
    }

    /// <summary>Where the orders of a price begin, or would.</summary>
    public int FirstAt(long priceTicks) => FirstWhere(priceTicks, orWorse: true);

    // The first order that is worse than the price, or not better.
    private int FirstWhere(long priceTicks, bool orWorse)
    {
        int low = 0, high = _orders.Count;
        long key = priceTicks * _sign;
        while (low < high)
        {
            int middle = (low + high) / 2;
            long at = _orders[middle].Ticket.PriceTicks * _sign;
            if (at < key || (orWorse && at == key))
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }
}
