namespace KuCoinHft.Exchange.Matching;

/// <summary>The last so many of something, newest first.</summary>
/// <remarks>Memory grows up to the capacity and no further; what is full forgets the oldest.</remarks>
internal sealed class Recent<T>
    where T : class
{
    private readonly List<T> _items = [];
    private readonly int _capacity;
    private int _begin;

    public Recent(int capacity) => _capacity = capacity;

    public int Count => _items.Count;

    /// <summary>0 is the newest.</summary>
    public T this[int age] => _items[(_begin + _items.Count - 1 - age) % _items.Count];

    /// <returns>What was forgotten for it, or null.</returns>
    public T? Add(T item)
    {
        if (_items.Count < _capacity)
        {
            _items.Add(item);
            return null;
        }

        T oldest = _items[_begin];
        _items[_begin] = item;
        _begin = (_begin + 1) % _capacity;
        return oldest;
    }
}
