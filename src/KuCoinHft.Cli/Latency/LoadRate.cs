using System.Globalization;

namespace KuCoinHft.Cli.Latency;

/// <summary>When frames are planned: at a multiple of their recorded pace, or evenly.</summary>
/// <param name="Multiple">Recorded seconds a second; 0 where the pace is even.</param>
/// <param name="FramesPerSecond">0 where the recorded pace decides.</param>
internal readonly record struct LoadRate(double Multiple, double FramesPerSecond)
{
    private const string Recorded = "recorded:";

    /// <summary>Reads <c>recorded:20x</c> or <c>50000</c>.</summary>
    /// <exception cref="ArgumentException">It is neither.</exception>
    public static LoadRate Parse(string text)
    {
        if (text.StartsWith(Recorded, StringComparison.Ordinal) && text.EndsWith('x')
            && double.TryParse(text[Recorded.Length..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double multiple) && multiple is >= 0.1 and <= 1000)
            return new LoadRate(multiple, 0);
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double frames) && frames is >= 1 and <= 10_000_000)
            return new LoadRate(0, frames);
        throw new ArgumentException($"--rate is {text}; give recorded:1x, recorded:5x, recorded:20x (0.1 to 1000), or frames a second from 1 to 10000000.");
    }

    /// <summary>When a frame is planned, nanoseconds after the first.</summary>
    /// <param name="index">Its number, from 0.</param>
    /// <param name="recordedNs">Its recorded time after the first.</param>
    public long OffsetNs(long index, long recordedNs) => (long)(Multiple > 0 ? recordedNs / Multiple : index * 1e9 / FramesPerSecond);

    public override string ToString() =>
        Multiple > 0 ? string.Create(CultureInfo.InvariantCulture, $"{Recorded}{Multiple}x") : string.Create(CultureInfo.InvariantCulture, $"{FramesPerSecond}");
}
