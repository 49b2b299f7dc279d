namespace KuCoinHft.Engine.Tests;

public sealed class AllocationTests
{
    [Fact]
    public void The_allocation_meter_sees_one_small_object()
    {
        object? kept = null;

        Assert.NotEqual(0, Allocation.BytesOf(() => kept = new object()));
        Assert.NotNull(kept);
    }
}
