using System.Globalization;

namespace KuCoinHft.Cli;

/// <summary>Market time as people type it.</summary>
internal static class MarketTime
{
    /// <summary>A multiple of the clock, such as 10x.</summary>
    /// <exception cref="ArgumentException">It is none, or beyond 1000x.</exception>
    public static double Speed(string text)
    {
        if (text.EndsWith('x') && double.TryParse(text[..^1], NumberStyles.Float, CultureInfo.InvariantCulture, out double speed) && speed is > 0 and <= 1000)
            return speed;
        throw new ArgumentException($"--speed is {text}; give a multiple such as 1x or 20x, at most 1000x.");
    }

    /// <summary>A time such as 90s, 6m or 1h, or 0m.</summary>
    /// <exception cref="ArgumentException">It is none, or longer than a day.</exception>
    public static TimeSpan OpenAfter(string text)
    {
        double seconds = text.Length == 0 ? 0 : text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, _ => 0 };
        if (seconds > 0 && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double count) && count * seconds <= 86_400)
            return TimeSpan.FromSeconds(count * seconds);
        throw new ArgumentException($"--open-after is {text}; give a time such as 90s, 6m or 1h, at most a day.");
    }
}
