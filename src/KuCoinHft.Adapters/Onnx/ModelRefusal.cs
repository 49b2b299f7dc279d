namespace KuCoinHft.Adapters.Onnx;

/// <summary>Why a model was not taken.</summary>
public enum RefusalReason
{
    /// <summary>There is no folder of that name.</summary>
    FolderMissing,

    /// <summary>The folder holds no model.onnx.</summary>
    ModelMissing,

    /// <summary>The folder holds no manifest.json.</summary>
    ManifestMissing,

    /// <summary>A file is there and the system would not let it be read.</summary>
    FileUnreadable,

    /// <summary>The manifest is not JSON, lacks a key, has one too many, or contradicts itself.</summary>
    ManifestInvalid,

    /// <summary>The model was trained on another set of features, or on another meaning of this one.</summary>
    WrongFeatureHash,

    /// <summary>The model was trained to be asked at another cadence than the engine's.</summary>
    WrongCadence,

    /// <summary>The model reads a feature that the set does not have.</summary>
    UnknownFeature,

    /// <summary>ONNX Runtime or our reader cannot make a model of the file: cut off, damaged, or with unknown operators.</summary>
    ModelUnreadable,

    /// <summary>The graph's input is not one tensor of floats of the manifest's length.</summary>
    WrongInput,

    /// <summary>The graph's outputs are not those that the kind of model has.</summary>
    WrongOutput,

    /// <summary>A weight is not a number, or an answer is not finite.</summary>
    NotFinite,

    /// <summary>The model answers a golden vector otherwise than its manifest says.</summary>
    GoldenMismatch,
}

/// <summary>A model that was not taken, why, and what mends it.</summary>
/// <param name="Model">Name of the model's folder.</param>
/// <param name="Reason">The fault's name.</param>
/// <param name="Message">The fault and its mend, for people.</param>
public sealed record ModelRefusal(string Model, RefusalReason Reason, string Message)
{
    public override string ToString() => $"{Model}: {Reason}: {Message}";
}
