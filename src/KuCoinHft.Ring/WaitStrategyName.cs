namespace KuCoinHft.Ring;

/// <summary>The words by which placements name wait strategies.</summary>
internal static class WaitStrategyName
{
    // Indexed by the strategy.
    private static readonly string[] Words = ["yield", "spin", "sleep", "block"];

    public static IReadOnlyList<string> All => Words;

    public static string Of(WaitStrategy strategy) => Words[(int)strategy];

    /// <returns>False when <paramref name="word"/> names none.</returns>
    public static bool TryParse(string word, out WaitStrategy strategy)
    {
        int index = Array.IndexOf(Words, word);
        strategy = (WaitStrategy)Math.Max(index, 0);
        return index >= 0;
    }
}
