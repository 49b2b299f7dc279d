namespace KuCoinHft.Ring;

/// <summary>A placement text that cannot be obeyed, with every mistake in it.</summary>
public sealed class PlacementException : Exception
{
    public PlacementException(string text, IReadOnlyList<string> mistakes)
        : base($"The placement \"{text}\" has {mistakes.Count} mistake(s):{Environment.NewLine}- {string.Join(Environment.NewLine + "- ", mistakes)}") =>
        Mistakes = mistakes;

    /// <summary>One sentence each, naming the thing and the mend.</summary>
    public IReadOnlyList<string> Mistakes { get; }
}
