using System.Runtime.CompilerServices;

namespace KuCoinHft.Engine.Telemetry;

/// <summary>One counter for every value of an enum.</summary>
/// <remarks>
/// Shape: the counters stand apart from their neighbours on the heap by a pair of cache lines on either side.
/// Thread: one writer; any other thread may read, each counter whole and never ahead of the writer. Increments allocate and box nothing.
/// </remarks>
public sealed class CounterTable<TEnum>
    where TEnum : unmanaged, Enum
{
    private const int PaddingLongs = 16;
    private readonly long[] _values;

    /// <exception cref="ArgumentException">The enum has a negative value or one above 255: the counters are an array.</exception>
    public CounterTable()
    {
        int last = 0;
        foreach (TEnum value in Enum.GetValues<TEnum>())
        {
            long index = Convert.ToInt64(value, null);
            if (index is < 0 or > 255)
                throw new ArgumentException($"{typeof(TEnum).Name}.{value} is {index}; counted enums have values of 0 to 255.");
            last = Math.Max(last, (int)index);
        }

        Length = last + 1;
        _values = new long[Length + (2 * PaddingLongs)];
    }

    /// <summary>Counters: one more than the enum's largest value.</summary>
    public int Length { get; }

    /// <summary>The count of <paramref name="counter"/>.</summary>
    public long this[TEnum counter] => Volatile.Read(ref _values[PaddingLongs + IndexOf(counter)]);

    public void Increment(TEnum counter) => Add(counter, 1);

    // A plain load and a release store: with one writer nothing can come between them, and no locked instruction is paid.
    public void Add(TEnum counter, long count)
    {
        ref long value = ref _values[PaddingLongs + IndexOf(counter)];
        Volatile.Write(ref value, value + count);
    }

    /// <summary>Copies all counters, index = value of the enum. Cold.</summary>
    /// <param name="destination">At least <see cref="Length"/>.</param>
    public void Snapshot(Span<long> destination)
    {
        for (int i = 0; i < Length; i++)
            destination[i] = Volatile.Read(ref _values[PaddingLongs + i]);
    }

    // A cast that the compiler cannot write for a type parameter; the size is known to the JIT, so one branch remains.
    private static int IndexOf(TEnum counter) => Unsafe.SizeOf<TEnum>() switch
    {
        1 => Unsafe.BitCast<TEnum, byte>(counter),
        2 => Unsafe.BitCast<TEnum, ushort>(counter),
        4 => Unsafe.BitCast<TEnum, int>(counter),
        _ => (int)Unsafe.BitCast<TEnum, long>(counter),
    };
}
