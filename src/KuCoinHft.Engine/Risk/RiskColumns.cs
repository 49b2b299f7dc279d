using KuCoinHft.Engine.Agents;
using KuCoinHft.Engine.Book;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Ring;

namespace KuCoinHft.Engine.Risk;

/// <summary>What the gate reads of a frame, and what it writes.</summary>
public sealed record RiskColumns(
    RingColumn<Frame> Frames,
    RingColumn<Update> Updates,
    RingColumn<TopOfBook> Tops,
    RingColumn<Decision> Decisions,
    RingColumn<OrderIntent> Intents);
