namespace KuCoinHft.Research.Train;

/// <summary>Inputs that a model learns from: one row a decision, oldest first.</summary>
/// <remarks>Errors: a number that is not finite throws, because it would spread through every weight without a sound.</remarks>
public sealed class TrainingRows
{
    private readonly float[] _values;

    /// <param name="width">Numbers of one row.</param>
    /// <param name="values">All rows, one after the other.</param>
    public TrainingRows(int width, float[] values)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        if (values.Length % width != 0)
            throw new ArgumentException($"{values.Length} numbers are no whole rows of {width}", nameof(values));
        int bad = Array.FindIndex(values, value => !float.IsFinite(value));
        if (bad >= 0)
            throw new ArgumentException($"row {bad / width}, number {bad % width} is {values[bad]}; leave out rows whose features were not ready", nameof(values));
        Width = width;
        _values = values;
    }

    public int Width { get; }

    public int Count => _values.Length / Width;

    public ReadOnlySpan<float> this[int row] => _values.AsSpan(row * Width, Width);

    /// <summary>Rows to learn from; the rest, which is the latest, scores what was learnt.</summary>
    /// <remarks>By time and never by chance: neighbouring rows are almost alike, so a shuffled part would score what it had seen.</remarks>
    public int TrainedCount(double heldOutShare)
    {
        int held = (int)Math.Round(Count * heldOutShare);
        if (heldOutShare is not (> 0 and < 1) || held == 0 || held == Count)
            throw new ArgumentOutOfRangeException(nameof(heldOutShare), heldOutShare, $"{Count} rows cannot be parted so that both parts hold some");
        return Count - held;
    }
}
