using System.Runtime.CompilerServices;

namespace KuCoinHft.Ring.Tests;

/// <summary>The address at which an object's fields begin, for tests of layout.</summary>
internal static class Fields
{
    // Seen through another class, the reference to that one's first field is where any object's fields begin.
    public static ref byte Of(object o) => ref Unsafe.As<FirstField>(o).Value;

#pragma warning disable CS0649 // Nothing assigns it: no object of this class exists, other objects are only seen through it.
    private sealed class FirstField
    {
        public byte Value;
    }
#pragma warning restore CS0649
}
