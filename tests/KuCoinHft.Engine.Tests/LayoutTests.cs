using System.Reflection;
using System.Runtime.CompilerServices;
using KuCoinHft.Engine.Agents;
using KuCoinHft.Engine.Book;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Features;
using KuCoinHft.Engine.Inference;
using KuCoinHft.Engine.Orders;
using KuCoinHft.Engine.Risk;
using KuCoinHft.Engine.Telemetry;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Ring;

namespace KuCoinHft.Engine.Tests;

/// <summary>Columns are whole cache lines, so that two slots, and the stages at them, never share one.</summary>
public sealed class LayoutTests
{
    private const int CacheLineBytes = 64;

    public static TheoryData<Type, int> Columns => new()
    {
        { typeof(Frame), 64 },
        { typeof(Update), 192 },
        { typeof(TopOfBook), 192 },
        { typeof(FeatureVector), 320 },
        { typeof(Prediction), 128 },
        { typeof(Decision), 64 },
        { typeof(OrderIntent), 64 },
        { typeof(ActionRecord), 64 },
        { typeof(Stamps), 128 },
    };

    [Theory]
    [MemberData(nameof(Columns))]
    public void A_column_is_whole_cache_lines_of_the_documented_size(Type type, int bytes)
    {
        Assert.Equal(bytes, SizeOf(type));
        Assert.Equal(0, bytes % CacheLineBytes);
    }

    [Fact]
    public void Every_struct_that_hangs_on_a_ring_is_in_the_list()
    {
        IEnumerable<Type> hung = typeof(Pipeline).Assembly.GetTypes()
            .SelectMany(type => type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public))
            .Select(field => field.FieldType)
            .Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(RingColumn<>))
            .Select(type => type.GenericTypeArguments[0])
            .Where(type => !type.IsGenericParameter)
            .Distinct();

        Assert.Equal(Columns.Select(row => row.Data.Item1.Name).Order(), hung.Select(type => type.Name).Order());
    }

    [Fact]
    public void A_change_is_half_a_line_and_a_level_a_quarter()
    {
        Assert.Equal((CacheLineBytes / 2, CacheLineBytes / 4), (Unsafe.SizeOf<BookLevelChange>(), Unsafe.SizeOf<Level>()));
    }

    private static int SizeOf(Type type) =>
        (int)typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!.MakeGenericMethod(type).Invoke(null, null)!;
}
