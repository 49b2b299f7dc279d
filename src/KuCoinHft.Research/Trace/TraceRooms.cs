using KuCoinHft.Engine;
using KuCoinHft.Engine.Agents;
using KuCoinHft.Engine.Book;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Features;
using KuCoinHft.Engine.Inference;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Orders;
using KuCoinHft.Engine.Risk;
using KuCoinHft.Engine.Send;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Research.Report;

namespace KuCoinHft.Research.Trace;

/// <summary>Reads what the stages made of the frame that a run stands at, and names what stands there.</summary>
internal sealed class TraceRooms
{
    private const string NoDecision = "no decision frame";
    private readonly SessionJournal _journal;
    private readonly JournalRun _run;
    private readonly Pipeline _pipeline;
    private readonly long _n;
    private readonly Instrument? _instrument;

    public TraceRooms(SessionJournal journal, JournalRun run)
    {
        _journal = journal;
        _run = run;
        _pipeline = run.Pipeline;
        _n = run.Sequence;
        short symbolId = _pipeline.Updates[_n].SymbolId;
        _instrument = symbolId < 0 ? null : journal.Instruments[symbolId];
    }

    /// <summary>What a room made of the frame: one line, and the values behind it.</summary>
    public (string Summary, IReadOnlyList<ValueReport> Values) Of(string room) => room switch
    {
        "intake" => Intake(),
        "decode" => Decode(),
        "book" => Book(),
        "features" => Features(),
        "infer" => Infer(),
        "agents" => Agents(),
        "risk" => Risk(),
        "orders" => Orders(),
        "journal" => ($"{_run.Frame.Payload.Length} bytes into the stream of frames", []),
        "send" => Send(),
        _ => ("", []),
    };

    private (string, IReadOnlyList<ValueReport>) Intake()
    {
        ref Frame frame = ref _pipeline.Frames[_n];
        ValueReport[] values =
        [
            new("received", SessionText.Utc(frame.ReceiveNs), "UTC"),
            new("receiveNs", $"{frame.ReceiveNs}", "ns"),
            new("source", $"{frame.Source}"),
            new("kind", $"{frame.Kind}"),
            new("length", $"{frame.Length}", "bytes"),
        ];
        return ($"{frame.Source} {frame.Kind}, {frame.Length} bytes", values);
    }

    private (string, IReadOnlyList<ValueReport>) Decode()
    {
        ref Update update = ref _pipeline.Updates[_n];
        if (update.Kind != UpdateKind.Bad)
            return ($"{update.Kind} {_instrument?.Symbol}".TrimEnd(), UpdateValues.Of(in update, _instrument, _journal));
        var values = new List<ValueReport> { new("kind", "Bad"), new("reason", $"{update.Bad}", Reasons.Of(update.Bad)) };
        // The update has no room for the place, so the frame is read once more.
        var decoder = new FrameDecoder();
        if ((FrameKind)_run.Frame.Detail is FrameKind.Json or FrameKind.Snapshot && !decoder.Decode(_run.Frame.Payload))
            values.Add(new ValueReport("at", $"{decoder.Frame.BadOffset}", "byte"));
        return ($"refused as {update.Bad}: {Reasons.Of(update.Bad)}", values);
    }

    private (string, IReadOnlyList<ValueReport>) Book()
    {
        ref TopOfBook top = ref _pipeline.Tops[_n];
        if ((top.Flags & BookFlags.Present) == 0 || _instrument is null)
            return ("no book concerned", []);
        var values = new List<ValueReport> { new("flags", $"{top.Flags}"), new("sequence", $"{top.Sequence}") };
        if (top.ExchangeNs != 0)
            values.Add(new ValueReport("last change", SessionText.Utc(top.ExchangeNs), "UTC, exchange"));
        for (int depth = Limits.TopLevels - 1; depth >= 0; depth--)
            AddLevel($"ask {depth + 1}", top.Asks[depth], values);
        for (int depth = 0; depth < Limits.TopLevels; depth++)
            AddLevel($"bid {depth + 1}", top.Bids[depth], values);
        string prices = $"{SessionText.Price(_instrument, top.Bids[0].PriceTicks)} / {SessionText.Price(_instrument, top.Asks[0].PriceTicks)}";
        return (top.IsLive ? $"{prices}{((top.Flags & BookFlags.TopChanged) != 0 ? ", changed" : "")}" : "stale", values);
    }

    private void AddLevel(string name, in Level level, List<ValueReport> values)
    {
        if (level.PriceTicks != 0)
            values.Add(new ValueReport(name, $"{SessionText.Price(_instrument!, level.PriceTicks)} x {SessionText.Size(_instrument!, level.SizeLots)}", $"{_instrument!.QuoteCurrency} x {_instrument.BaseCurrency}"));
    }

    private (string, IReadOnlyList<ValueReport>) Features()
    {
        ref FeatureVector vector = ref _pipeline.Vectors[_n];
        if (vector.State == FeatureState.None)
            return (NoDecision, []);
        if (vector.State != FeatureState.Ready)
            return ($"{vector.State}", []);
        var values = new List<ValueReport>();
        foreach (FeatureDefinition feature in FeatureSet.Definitions)
            values.Add(new ValueReport(feature.Name, SessionText.Number(vector.Values[(int)feature.Id]), feature.Units));
        for (int i = FeatureSet.SlowFirst; i < Limits.FeaturesMax; i++)
        {
            if (vector.Values[i] != 0)
                values.Add(new ValueReport($"slow {i - FeatureSet.SlowFirst}", SessionText.Number(vector.Values[i]), "slow lane"));
        }

        return ($"ready, {FeatureSet.Count} values", values);
    }

    private (string, IReadOnlyList<ValueReport>) Infer()
    {
        if (_pipeline.Vectors[_n].State != FeatureState.Ready)
            return (_pipeline.Vectors[_n].State == FeatureState.None ? NoDecision : "no model asked", []);
        ref Prediction prediction = ref _pipeline.Predictions[_n];
        var values = new List<ValueReport>();
        for (int agent = 0; agent < Limits.Agents; agent++)
        {
            for (int target = 0; target < Limits.Targets && (prediction.AgentsReady & (1 << agent)) != 0; target++)
                values.Add(new ValueReport($"{(AgentId)agent} at {SessionText.Target(target - (Limits.Targets / 2))}", SessionText.Number(prediction.Q[(agent * Limits.Targets) + target]), "Q, % of price"));
        }

        for (int i = 0; i <= Limits.Agents && prediction.MetaReady != 0; i++)
            values.Add(new ValueReport($"weight of {(i == 0 ? AgentId.None : (AgentId)(i - 1))}", SessionText.Number(prediction.Meta[i]), "0..1"));
        int ready = System.Numerics.BitOperations.PopCount(prediction.AgentsReady);
        return ($"{ready} of {Limits.Agents} agents{(prediction.MetaReady != 0 ? " and the meta-model" : "")} answered", values);
    }

    private (string, IReadOnlyList<ValueReport>) Agents()
    {
        ref Decision decision = ref _pipeline.Decisions[_n];
        if (!decision.IsDecision)
            return (NoDecision, []);
        ValueReport[] values =
        [
            new("agent", $"{decision.Agent}"),
            new("target", SessionText.Target(decision.TargetHalves), "of the symbol's maximum"),
            new("reason", $"{decision.Reason}", Reasons.Of(decision.Reason)),
            new("confidence", SessionText.Number(decision.Confidence), "Q over flat, % of price"),
        ];
        return ($"{decision.Agent} -> {SessionText.Target(decision.TargetHalves)}: {Reasons.Of(decision.Reason)}", values);
    }

    private (string, IReadOnlyList<ValueReport>) Risk()
    {
        ref OrderIntent intent = ref _pipeline.Intents[_n];
        if (!_pipeline.Decisions[_n].IsDecision)
            return (NoDecision, []);
        if (intent.CancelsResting != 0)
            return ("the resting order no longer fits: cancel it", []);
        if (intent.IsOrder == 0 && intent.Reject == RejectReason.None)
            return ("no order wanted", []);
        ValueReport[] values =
        [
            new("outcome", intent.IsOrder != 0 ? "passed" : $"{intent.Reject}", Reasons.Of(intent.Reject)),
            new("side", $"{intent.Side}"),
            new("price", SessionText.Price(_instrument!, intent.PriceTicks), _instrument!.QuoteCurrency),
            new("size", SessionText.Size(_instrument, intent.SizeLots), _instrument.BaseCurrency),
            new("time in force", $"{intent.TimeInForce}"),
            new("flags", $"{intent.Flags}"),
        ];
        string order = $"{intent.Side} {SessionText.Size(_instrument, intent.SizeLots)} at {SessionText.Price(_instrument, intent.PriceTicks)}";
        return (intent.IsOrder != 0 ? $"{order} passes" : $"{order} rejected: {Reasons.Of(intent.Reject)}", values);
    }

    private (string, IReadOnlyList<ValueReport>) Orders()
    {
        IReadOnlyList<ActionRecord> actions = _run.Replayed.Actions;
        ValueReport[] values = [.. actions.Select(a => new ValueReport($"action {a.Index}", $"{a.Kind} {(a.OrderKey == 0 ? "" : _journal.ClientOid(a.OrderKey))}".TrimEnd(), _journal.Instruments[a.SymbolId].Symbol))];
        return (actions.Count == 0 ? "no action" : string.Join(", ", actions.Select(a => $"{a.Kind}")), values);
    }

    private (string, IReadOnlyList<ValueReport>) Send()
    {
        var encoder = new OrderEncoder(_journal.Instruments, _journal.Keys);
        var text = new byte[OrderEncoder.BytesMax];
        var values = new List<ValueReport>();
        foreach (ActionRecord action in _run.Replayed.Actions)
        {
            int length = encoder.Write(in action, text);
            values.Add(new ValueReport($"action {action.Index}", length == 0 ? $"{action.Kind}" : System.Text.Encoding.UTF8.GetString(text, 0, length), length == 0 ? "REST" : "WebSocket"));
        }

        return (values.Count == 0 ? "nothing" : $"{SessionText.Count(values.Count, "request")}, which this replay hands to nobody", values);
    }
}
