namespace KuCoinHft.Engine.Telemetry;

/// <summary>What the engine counts beside reasons, which have tables of their own (<see cref="CounterTable{TEnum}"/> of the reason's enum).</summary>
public enum Counter : byte
{
    /// <summary>Frames published by Intake.</summary>
    Frames,

    /// <summary>Frames that found the ring full.</summary>
    FramesRefused,

    /// <summary>Frames that Decode did not understand; why: the table of BadReason.</summary>
    FramesBad,

    /// <summary>Gaps in a symbol's sequence.</summary>
    Gaps,

    /// <summary>Books made whole again by a snapshot.</summary>
    Resyncs,

    /// <summary>Frames that models ran on.</summary>
    Inferences,

    Decisions,

    /// <summary>Intents that Risk refused; why: the table of its reason.</summary>
    Rejects,

    /// <summary>New orders handed to the gateway.</summary>
    Orders,

    /// <summary>Cancels handed to the gateway.</summary>
    Cancels,

    /// <summary>Actions that the gateway could not take.</summary>
    SendsRefused,

    /// <summary>Orders that the exchange acknowledged.</summary>
    Acks,

    /// <summary>Orders that the exchange refused.</summary>
    Refusals,

    Fills,

    /// <summary>Frames appended to the journal.</summary>
    FramesJournaled,
}
