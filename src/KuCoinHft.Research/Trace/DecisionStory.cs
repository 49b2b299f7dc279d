using KuCoinHft.Engine;
using KuCoinHft.Engine.Agents;
using KuCoinHft.Engine.Book;
using KuCoinHft.Engine.Features;
using KuCoinHft.Engine.Inference;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Risk;
using KuCoinHft.Research.Report;

namespace KuCoinHft.Research.Trace;

/// <summary>One decision frame, copied from the pipeline: what the models said, what the agents made of it, and what the risk gate made of that.</summary>
internal sealed class DecisionStory
{
    private const int Flat = Limits.Targets / 2;
    private readonly SessionJournal _journal;
    private readonly RiskBefore _before;
    private readonly int _targetBefore;
    private readonly bool _isRecorded;
    private readonly TopOfBook _top;
    private readonly FeatureState _features;
    private readonly Prediction _prediction;
    private readonly Decision _decision;
    private readonly OrderIntent _intent;

    /// <param name="run">Stands at the frame, which has been published.</param>
    /// <param name="targetBefore">Halves that the symbol's last decision wanted.</param>
    public DecisionStory(SessionJournal journal, JournalRun run, RiskBefore before, int targetBefore, bool isRecorded)
    {
        Pipeline pipeline = run.Pipeline;
        long n = run.Sequence;
        _journal = journal;
        _before = before;
        _targetBefore = targetBefore;
        _isRecorded = isRecorded;
        _top = pipeline.Tops[n];
        _features = pipeline.Vectors[n].State;
        _prediction = pipeline.Predictions[n];
        _decision = pipeline.Decisions[n];
        _intent = pipeline.Intents[n];
        Instrument = journal.Instruments[_decision.SymbolId];
        if (IsWanted)
            Checks = RiskExplainer.Explain(journal.Settings.Risk, Instrument, before, in _top, in _intent).Checks;
    }

    public Instrument Instrument { get; }

    public OrderIntent Intent => _intent;

    /// <summary>Empty when no order was wanted.</summary>
    public IReadOnlyList<CheckReport> Checks { get; } = [];

    private bool IsWanted => _intent.IsOrder != 0 || _intent.Reject != RejectReason.None;

    public string Verdict()
    {
        if (!IsWanted)
            return $"No order: {WhyNone()}.";
        string order = $"{_intent.Side} {SessionText.Size(Instrument, _intent.SizeLots)} {Instrument.BaseCurrency} at {SessionText.Price(Instrument, _intent.PriceTicks)} {Instrument.QuoteCurrency}";
        if (_intent.IsOrder != 0)
            return $"{order} passed every check and was sent as {_journal.ClientOid(_intent.OrderKey)}.";
        CheckReport failed = Checks.First(check => check.Reason == _intent.Reject);
        return $"{order} was rejected as {_intent.Reject}: {Reasons.Of(_intent.Reject)}. The check '{failed.What}' had {failed.Value} against {failed.Limit} {failed.Unit}".TrimEnd() + ".";
    }

    public WhyDecision Decision()
    {
        int best = HasAgent ? Best() : Flat;
        return new WhyDecision
        {
            Symbol = Instrument.Symbol,
            Agent = $"{_decision.Agent}",
            Reason = $"{_decision.Reason}",
            ReasonWords = Reasons.Of(_decision.Reason),
            TargetBefore = SessionText.Target(_targetBefore),
            Target = SessionText.Target(_decision.TargetHalves),
            BestTarget = HasAgent ? SessionText.Target(best - Flat) : null,
            Margin = HasAgent ? Q((int)_decision.Agent, best) - Q((int)_decision.Agent, _targetBefore + Flat) : null,
            MarginNeeded = _journal.Settings.Agents.SwitchMargin,
            Origin = _isRecorded ? "recorded" : "recomputed",
        };
    }

    public IReadOnlyList<WhyAgent> Agents() => [.. Enumerable.Range(0, Limits.Agents).Select(a => new WhyAgent($"{(AgentId)a}", a == (int)_decision.Agent, QOf(a)))];

    public IReadOnlyDictionary<string, float> MetaWeights()
    {
        var weights = new Dictionary<string, float>();
        for (int i = 0; i <= Limits.Agents && _prediction.MetaReady != 0; i++)
            weights[$"{(i == 0 ? AgentId.None : (AgentId)(i - 1))}"] = _prediction.Meta[i];
        return weights;
    }

    public WhyBook Book() => new(_top.IsLive, _top.Sequence, _before.NowNs - _before.BookNs, Levels(_top.Bids), Levels(_top.Asks));

    /// <summary>The order that was wanted; null when none was.</summary>
    public WhyOrder? Order() => !IsWanted ? null : new WhyOrder
    {
        ClientOid = _intent.IsOrder != 0 ? _journal.ClientOid(_intent.OrderKey) : null,
        OrderId = null,
        Side = $"{_intent.Side}",
        Price = SessionText.Price(Instrument, _intent.PriceTicks),
        PriceCurrency = Instrument.QuoteCurrency,
        Size = SessionText.Size(Instrument, _intent.SizeLots),
        SizeCurrency = Instrument.BaseCurrency,
        Funds = SessionText.E8(Instrument.FundsQuote(_intent.PriceTicks, _intent.SizeLots)),
        TimeInForce = $"{_intent.TimeInForce}".ToUpperInvariant(),
        Flags = $"{_intent.Flags}",
        IsReduction = RiskExplainer.Reduces(_before, in _intent),
    };

    private string WhyNone()
    {
        if (_top.Bids[0].PriceTicks == 0 || _top.Asks[0].PriceTicks == 0)
            return "the book has no price on one side";
        if (_before.OpenOrder != 0)
            return $"{_journal.ClientOid(_before.OpenOrder)} of the symbol is still open{(_intent.CancelsResting != 0 ? ", and no longer fits: it is cancelled" : "")}";
        return $"the position is at the target of {SessionText.Target(_decision.TargetHalves)}, or nearer to it than a tenth of the full position";
    }

    // A target is compared with the one that there is; equals change nothing, as in AgentHandler.
    private int Best()
    {
        int best = _targetBefore + Flat;
        for (int target = 0; target < Limits.Targets; target++)
        {
            if (Q((int)_decision.Agent, target) > Q((int)_decision.Agent, best))
                best = target;
        }

        return best;
    }

    private bool HasAgent => _features == FeatureState.Ready && _decision.Agent != AgentId.None && (_prediction.AgentsReady & (1 << (int)_decision.Agent)) != 0;

    private float Q(int agent, int target) => _prediction.Q[(agent * Limits.Targets) + target];

    private Dictionary<string, float> QOf(int agent)
    {
        var values = new Dictionary<string, float>();
        for (int target = 0; target < Limits.Targets && (_prediction.AgentsReady & (1 << agent)) != 0; target++)
            values[SessionText.Target(target - Flat)] = Q(agent, target);
        return values;
    }

    private List<WhyLevel> Levels(in Levels side)
    {
        var levels = new List<WhyLevel>();
        for (int depth = 0; depth < Limits.TopLevels; depth++)
        {
            if (side[depth].PriceTicks != 0)
                levels.Add(new WhyLevel(SessionText.Price(Instrument, side[depth].PriceTicks), SessionText.Size(Instrument, side[depth].SizeLots)));
        }

        return levels;
    }
}
