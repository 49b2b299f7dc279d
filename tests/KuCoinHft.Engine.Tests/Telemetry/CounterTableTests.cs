using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Telemetry;

namespace KuCoinHft.Engine.Tests.Telemetry;

public sealed class CounterTableTests
{
    private enum Wide : long
    {
        First = 0,
        Last = 255,
    }

    private enum Small : short
    {
        One = 1,
    }

    private enum Negative
    {
        Below = -1,
        Zero,
    }

    private enum Huge
    {
        Above = 256,
    }

    [Fact]
    public void Every_value_has_a_counter_of_its_own()
    {
        var table = new CounterTable<BadReason>();
        foreach (BadReason reason in Enum.GetValues<BadReason>())
            table.Add(reason, (long)reason + 1);

        foreach (BadReason reason in Enum.GetValues<BadReason>())
            Assert.Equal((long)reason + 1, table[reason]);
        var snapshot = new long[table.Length];
        table.Snapshot(snapshot);
        Assert.Equal(Enumerable.Range(1, table.Length).Select(i => (long)i), snapshot);
    }

    [Fact]
    public void Enums_of_every_width_count()
    {
        var wide = new CounterTable<Wide>();
        wide.Increment(Wide.Last);
        var small = new CounterTable<Small>();
        small.Increment(Small.One);
        var usual = new CounterTable<DayOfWeek>();
        usual.Increment(DayOfWeek.Saturday);

        Assert.Equal((1L, 0L, 1L, 1L), (wide[Wide.Last], wide[Wide.First], small[Small.One], usual[DayOfWeek.Saturday]));
    }

    [Fact]
    public void An_enum_that_is_no_index_is_refused_by_name()
    {
        Assert.Contains("Negative.Below", Assert.Throws<ArgumentException>(() => new CounterTable<Negative>()).Message, StringComparison.Ordinal);
        Assert.Contains("Huge.Above", Assert.Throws<ArgumentException>(() => new CounterTable<Huge>()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Counting_boxes_nothing()
    {
        var table = new CounterTable<Counter>();
        table.Increment(Counter.Fills);

        Assert.Equal(0, Allocation.BytesOf(() =>
        {
            for (int i = 0; i < 1000; i++)
                table.Increment(Counter.Fills);
        }));
        Assert.Equal(1001, table[Counter.Fills]);
    }
}
