namespace KuCoinHft.Research.Trace;

/// <summary>What a user asks about: a decision frame, and the order that it opened.</summary>
/// <param name="OrderKey">0 where the frame opened none, or is no decision frame.</param>
public readonly record struct OrderName(long Sequence, long OrderKey);
