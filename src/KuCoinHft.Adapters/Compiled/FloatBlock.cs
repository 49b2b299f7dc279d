using System.Runtime.InteropServices;

namespace KuCoinHft.Adapters.Compiled;

/// <summary>Floats outside the managed heap, on a cache line's border, zeroed.</summary>
/// <remarks>Freed by its finaliser too: a model is small, and who drops one need not know.</remarks>
internal sealed unsafe class FloatBlock : IDisposable
{
    private const int LineBytes = 64;

    public FloatBlock(int count)
    {
        nuint bytes = (nuint)(count + DenseKernel.Lane) * sizeof(float);
        Pointer = (float*)NativeMemory.AlignedAlloc(bytes, LineBytes);
        NativeMemory.Clear(Pointer, bytes);
        Count = count;
    }

    ~FloatBlock() => Free();

    public float* Pointer { get; private set; }

    public int Count { get; }

    // SAFETY: count floats were allocated.
    public Span<float> Span => new(Pointer, Count);

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.AlignedFree(Pointer);
        Pointer = null;
    }
}
