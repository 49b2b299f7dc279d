namespace KuCoinHft.Engine.Agents.Rules;

/// <summary>Scores of the five target positions: what a rule says in the form in which a DQN agent speaks.</summary>
/// <remarks>
/// Units: targets as a share of the largest position, scores in bps of it.
/// score(t) = edge t - cost |t| - risk t^2, so that the best target is 0 while |edge| is at most the cost, and grows with what is above it.
/// </remarks>
public static class TargetScores
{
    /// <summary>Index of the flat target.</summary>
    public const int Flat = 2;

    /// <summary>The target positions in the order of the scores.</summary>
    public static ReadOnlySpan<float> Targets => [-1f, -0.5f, 0f, 0.5f, 1f];

    /// <param name="edgeBps">Expected move over the holding time.</param>
    /// <param name="costBps">What a whole position must earn before it is worth its while.</param>
    /// <param name="riskBps">Charge on a whole position; a half one pays a quarter.</param>
    /// <param name="scores"><see cref="Limits.Targets"/> floats.</param>
    public static void Write(float edgeBps, float costBps, float riskBps, Span<float> scores)
    {
        for (int i = 0; i < Limits.Targets; i++)
        {
            float target = Targets[i];
            scores[i] = (edgeBps * target) - (costBps * Math.Abs(target)) - (riskBps * target * target);
        }
    }

    /// <summary>Index of the best score; flat wins a tie, and of two equal positions the smaller.</summary>
    public static int Best(ReadOnlySpan<float> scores)
    {
        int best = Flat;
        // Outwards from flat, with a strict comparison: an equal score is no reason for more position.
        for (int distance = 1; distance <= Flat; distance++)
        {
            if (scores[Flat - distance] > scores[best])
                best = Flat - distance;
            if (scores[Flat + distance] > scores[best])
                best = Flat + distance;
        }

        return best;
    }

    /// <summary>How far the best score stands above flat, in bps; 0 when flat is best.</summary>
    public static float Confidence(ReadOnlySpan<float> scores) => scores[Best(scores)] - scores[Flat];
}
