namespace KuCoinHft.Ring;

/// <summary>What somebody may have meant by a name that does not exist.</summary>
internal static class NearestNames
{
    private const int NamesMax = 3;

    /// <summary>The known names with the fewest single-letter edits to <paramref name="name"/>: up to three, nearest first; ties keep the known order.</summary>
    public static List<string> Of(string name, IReadOnlyList<string> known)
    {
        var nearest = new List<(int Edits, string Name)>();
        foreach (string candidate in known)
        {
            int edits = Edits(name, candidate);
            int place = nearest.Count;
            while (place > 0 && nearest[place - 1].Edits > edits)
                place--;
            nearest.Insert(place, (edits, candidate));
        }

        return nearest[..Math.Min(NamesMax, nearest.Count)].ConvertAll(entry => entry.Name);
    }

    // Levenshtein's distance, one row at a time.
    private static int Edits(string from, string to)
    {
        var row = new int[to.Length + 1];
        for (int column = 0; column <= to.Length; column++)
            row[column] = column;
        for (int line = 1; line <= from.Length; line++)
        {
            int diagonal = row[0];
            row[0] = line;
            for (int column = 1; column <= to.Length; column++)
            {
                int replaced = diagonal + (char.ToUpperInvariant(from[line - 1]) == char.ToUpperInvariant(to[column - 1]) ? 0 : 1);
                diagonal = row[column];
                row[column] = Math.Min(replaced, Math.Min(row[column], row[column - 1]) + 1);
            }
        }

        return row[to.Length];
    }
}
