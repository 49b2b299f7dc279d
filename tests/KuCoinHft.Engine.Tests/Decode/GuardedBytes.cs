using System.Runtime.InteropServices;

namespace KuCoinHft.Engine.Tests.Decode;

/// <summary>Memory behind whose last byte lies a page that nobody may read: who reads further ends the process, which names the method that did.</summary>
internal sealed unsafe partial class GuardedBytes : IDisposable
{
    private const int NoAccess = 0;
    private const int ReadAndWrite = 3;
    private static readonly int Page = Environment.SystemPageSize;
    private readonly byte* _pages;

    public GuardedBytes()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "pages are forbidden by a call of Unix");
        _pages = (byte*)NativeMemory.AlignedAlloc((nuint)(2 * Page), (nuint)Page);
        Protect(NoAccess);
    }

    /// <summary>Room for what ends at the forbidden page.</summary>
    public Span<byte> Bytes => new(_pages, Page);

    /// <summary>The first forbidden byte.</summary>
    public ReadOnlySpan<byte> Forbidden => new(_pages + Page, 1);

    public void Dispose()
    {
        Protect(ReadAndWrite);
        NativeMemory.AlignedFree(_pages);
    }

    private void Protect(int access) => Assert.Equal(0, MProtect(_pages + Page, (nuint)Page, access));

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int MProtect(void* address, nuint length, int access);
}
