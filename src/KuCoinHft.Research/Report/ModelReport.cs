using KuCoinHft.Adapters.Onnx;

namespace KuCoinHft.Research.Report;

/// <summary>One model of the folder: used or refused.</summary>
public sealed record ModelReport
{
    public required string Name { get; init; }

    public required bool IsUsed { get; init; }

    /// <summary>SHA-256 of the file that the manifest was written for.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The arithmetic that serves it: a kernel's name, or <c>onnxruntime</c> and why it is not compiled; null where it was not loaded.</summary>
    public string? Lane { get; init; }

    public string? RefusalReason { get; init; }

    /// <summary>Why it is refused, and the mend; or what is odd about a model that is used.</summary>
    public string? Message { get; init; }

    /// <summary>The manifest's out-of-sample scores.</summary>
    public IReadOnlyDictionary<string, double> Scores { get; init; } = new Dictionary<string, double>();

    public static ModelReport Of(ModelSlot slot) => new()
    {
        Name = slot.Name,
        IsUsed = slot.Refusal is null,
        Sha256 = slot.Manifest?.ModelSha256,
        Lane = slot.Serving is null ? null : slot.Lane,
        RefusalReason = slot.Refusal?.Reason.ToString(),
        Message = slot.Refusal?.Message ?? slot.Warning,
        Scores = slot.Manifest?.Scores ?? [],
    };

    public static ModelReport Of(ModelManifest manifest) => new() { Name = manifest.Name, IsUsed = true, Sha256 = manifest.ModelSha256, Scores = manifest.Scores };

    public override string ToString() =>
        IsUsed ? $"{Name}: in use{(Lane is null ? "" : $" by {Lane}")}{(Message is null ? "" : $"; {Message}")}" : $"{Name}: {RefusalReason}: {Message}";
}
