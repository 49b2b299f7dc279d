namespace KuCoinHft.Cli.Doctor;

/// <summary>One thing that the doctor looked at.</summary>
/// <param name="Subject">What it is.</param>
/// <param name="IsOk">Whether it is as a pinned trading box has it.</param>
/// <param name="Found">What was found, in words.</param>
/// <param name="Mend">The command or setting that mends it; empty where nothing is to be mended.</param>
internal sealed record Finding(string Subject, bool IsOk, string Found, string Mend = "");
