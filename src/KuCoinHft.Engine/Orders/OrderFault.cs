using System.Diagnostics.CodeAnalysis;

namespace KuCoinHft.Engine.Orders;

/// <summary>Bugs of ours in this room: they stop the worker.</summary>
internal static class OrderFault
{
    [DoesNotReturn]
    public static void ThrowOutputFull(int capacity) =>
        throw new InvalidOperationException($"The output ring of {capacity} actions is full, although Send gates the frames that fill it.");
}
