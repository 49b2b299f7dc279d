using System.Text;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Journal;
using KuCoinHft.Engine.Market;
using KuCoinHft.Engine.Orders;
using KuCoinHft.Engine.Wire;
using KuCoinHft.Research.Backtest;
using KuCoinHft.Research.Report;

namespace KuCoinHft.Research.Trace;

/// <summary>Follows one order through the frames after its decision: answers, pushes, our own cancels, fills.</summary>
internal sealed class OrderStory
{
    private readonly SessionJournal _journal;
    private readonly Instrument _instrument;
    private readonly long _key;
    private readonly long _decidedNs;
    private readonly FrameDecoder _decoder = new();
    private readonly List<WhyEvent> _life = [];
    private long? _answerNs;
    private long? _firstPushNs;
    private bool _hasEnded;
    private bool _hasEndedByRest;
    private int _missingAnswers;
    private int _fillCount;
    private int _makerFills;
    private long _filledLots;
    private Int128 _filledTicksLots;
    private long _fundsQuote;
    private long _feeQuote;

    public OrderStory(SessionJournal journal, Instrument instrument, in OrderName order, long decidedNs)
    {
        _journal = journal;
        _instrument = instrument;
        _key = order.OrderKey;
        _decidedNs = decidedNs;
        _life.Add(new WhyEvent("sent", order.Sequence, 0, "handed to the gateway when the decision frame had passed every room"));
    }

    /// <summary>Nothing more is to come.</summary>
    public bool IsOver => (_hasEnded && _answerNs is not null) || _hasEndedByRest;

    public IReadOnlyList<WhyEvent> Life => _life;

    /// <summary>The exchange's name for the order; null until a frame gave it.</summary>
    public string? OrderId { get; private set; }

    /// <summary>The fills together; null when there were none.</summary>
    public WhyFills? Fills => _fillCount == 0 ? null : new WhyFills
    {
        Count = _fillCount,
        Size = SessionText.Size(_instrument, _filledLots),
        // Half a tick may be lost to rounding, which two more decimals keep.
        AveragePrice = BookText.Decimal((long)(_filledTicksLots * 100 / _filledLots), _instrument.PriceDecimals + 2),
        Funds = SessionText.E8(_fundsQuote),
        AsMaker = _makerFills,
        FeeAssumed = SessionText.E8(_feeQuote),
    };

    public WhyLatency Latency
    {
        get
        {
            double? speed = JournalHeaders.SpeedOf(_journal.Header);
            return new WhyLatency
            {
                AnswerNs = _answerNs,
                FirstPushNs = _firstPushNs,
                Speed = speed,
                AnswerWallNs = (long?)(_answerNs / speed),
                FirstPushWallNs = (long?)(_firstPushNs / speed),
            };
        }
    }

    /// <summary>Takes the frame that the run stands at.</summary>
    public void Follow(JournalRun run)
    {
        Update update = run.Pipeline.Updates[run.Sequence];
        if (update.OrderKey == _key)
            OnFrame(run.Frame, in update);
        foreach (ActionRecord action in run.Replayed.Actions)
        {
            if (action.OrderKey == _key && action.Kind is ActionKind.CancelOrder or ActionKind.RequestOrder)
                Add(action.Kind == ActionKind.CancelOrder ? "cancel sent" : "asked", run.Frame, action.Kind == ActionKind.CancelOrder ? "" : "over REST, since no news came");
        }
    }

    private void OnFrame(in JournalRecord frame, in Update update)
    {
        if ((FrameKind)frame.Detail is FrameKind.Json or FrameKind.Rest && _decoder.Decode(frame.Payload))
            OrderId ??= OrderFinder.OrderIdOf(_decoder.Frame, frame.Payload);
        switch (update.Kind)
        {
            case UpdateKind.OrderAnswer:
                _answerNs ??= frame.ReceiveNs - _decidedNs;
                _hasEnded |= update.Code != TradeCodes.Success && !TradeCodes.IsOutcomeUnknown(update.Code);
                Add(update.Code == TradeCodes.Success ? "answer" : "refused", frame, AnswerText(frame, update.Code));
                break;
            case UpdateKind.CancelAnswer:
                Add("cancel answer", frame, AnswerText(frame, update.Code));
                break;
            case UpdateKind.Order:
                _firstPushNs ??= frame.ReceiveNs - _decidedNs;
                _hasEnded |= update.OrderEvent is OrderEvent.Filled or OrderEvent.Canceled;
                if (update.OrderEvent == OrderEvent.Match)
                    TakeFill(update.MatchTicks, update.MatchLots, update.IsMaker);
                Add($"{update.OrderEvent}".ToLowerInvariant(), frame, PushText(in update));
                break;
            case UpdateKind.OrderState:
                OnState(frame, in update);
                break;
            case UpdateKind.Error:
                _missingAnswers += TradeCodes.IsOrderMissing(update.Code) ? 1 : 0;
                _hasEndedByRest |= _missingAnswers >= TradeCodes.MissingAnswersMin;
                Add("no such order", frame, AnswerText(frame, update.Code));
                break;
            default:
                Add($"{update.Kind}", frame, "");
                break;
        }
    }

    // What no push told is a fill at the order's own price, as the engine counts it.
    private void OnState(in JournalRecord frame, in Update update)
    {
        bool isOver = update.OrderEvent is OrderEvent.Filled or OrderEvent.Canceled;
        _hasEndedByRest |= isOver;
        if (isOver && update.FilledLots > _filledLots)
            TakeFill(update.PriceTicks, update.FilledLots - _filledLots, isMaker: 0);
        Add($"{update.OrderEvent}".ToLowerInvariant() + " by REST", frame, $"filled {SessionText.Size(_instrument, update.FilledLots)} in all");
    }

    private void TakeFill(long priceTicks, long sizeLots, int isMaker)
    {
        long funds = _instrument.FundsQuote(priceTicks, sizeLots);
        _fillCount++;
        _makerFills += isMaker;
        _filledLots += sizeLots;
        _filledTicksLots += (Int128)priceTicks * sizeLots;
        _fundsQuote += funds;
        _feeQuote += (long)((((Int128)funds * _journal.Settings.Risk.FeeRateE6) + 999_999) / 1_000_000);
    }

    private string AnswerText(in JournalRecord frame, int code)
    {
        string message = Encoding.UTF8.GetString(_decoder.Frame.Text(frame.Payload, Field.Message));
        return message.Length == 0 ? $"code {code}" : $"code {code}: {message}";
    }

    private string PushText(in Update update) => update.OrderEvent switch
    {
        OrderEvent.Match => $"{SessionText.Size(_instrument, update.MatchLots)} at {SessionText.Price(_instrument, update.MatchTicks)} as {(update.IsMaker != 0 ? "maker" : "taker")}",
        OrderEvent.Filled or OrderEvent.Canceled => $"filled {SessionText.Size(_instrument, update.FilledLots)} in all",
        _ => "",
    };

    private void Add(string what, in JournalRecord frame, string detail) => _life.Add(new WhyEvent(what, frame.Sequence, frame.ReceiveNs - _decidedNs, detail));
}
