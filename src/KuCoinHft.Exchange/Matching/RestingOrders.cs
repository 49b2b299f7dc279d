using KuCoinHft.Engine.Market;

namespace KuCoinHft.Exchange.Matching;

/// <summary>Our resting orders of one symbol and side, best price first, then oldest first.</summary>
internal sealed class RestingOrders
{
    private readonly List<Order> _orders = [];
    private readonly int _sign;

    public RestingOrders(Side side) => _sign = side == Side.Buy ? 1 : -1;

    public int Count => _orders.Count;

    public Order this[int index] => _orders[index];

    public void Add(Order order)
    {
        int at = _orders.Count;
        while (at > 0 && order.Ticket.PriceTicks * _sign > _orders[at - 1].Ticket.PriceTicks * _sign)
            at--;
        _orders.Insert(at, order);
    }

    public void Remove(Order order) => _orders.Remove(order);
}
