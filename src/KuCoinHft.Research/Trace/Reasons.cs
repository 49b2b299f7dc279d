using KuCoinHft.Engine.Agents;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Risk;

namespace KuCoinHft.Research.Trace;

/// <summary>The engine's reasons in words.</summary>
public static class Reasons
{
    public static string Of(DecisionReason reason) => reason switch
    {
        DecisionReason.None => "no decision frame",
        DecisionReason.AgentTarget => "the picked agent's best target",
        DecisionReason.MetaFlat => "the meta-model prefers no agent: flat",
        DecisionReason.BelowMargin => "the best target gains less over the present one than the switching margin: the target is kept",
        DecisionReason.Holding => "the present target is younger than the holding time: it is kept",
        DecisionReason.AgentNotReady => "the picked agent has no usable model: the target is kept",
        DecisionReason.Warming => "the feature windows are still filling: the target is kept",
        DecisionReason.Stale => "the book is stale: the target is kept",
        DecisionReason.WarmingLong => "the picked agent reads long windows, which are still filling: the target is kept",
        DecisionReason.BarsMissing => "the picked agent reads long windows, in which minutes are missing: the target is kept",
        _ => $"reason {(byte)reason}, unknown to this program",
    };

    public static string Of(RejectReason reason) => reason switch
    {
        RejectReason.None => "not rejected",
        RejectReason.NotMarginable => "KuCoin does not list the symbol for cross margin",
        RejectReason.StaleData => "the book is stale, or older than the limit",
        RejectReason.PositionLimit => "the symbol's position would exceed its limit",
        RejectReason.NotionalLimit => "the sum of all positions, orders on their way included, would exceed the limit",
        RejectReason.OrderRate => "more orders in one second than allowed",
        RejectReason.PriceCollar => "the price is too far from the middle of the book",
        RejectReason.LossLimit => "the session's loss has reached its limit: only reductions pass",
        RejectReason.BelowMinimum => "the rounded order is below the symbol's minimum size or funds",
        RejectReason.TooManyOrders => "as many orders are open as the limits allow",
        RejectReason.TradingOff => "trading is switched off",
        _ => $"reason {(byte)reason}, unknown to this program",
    };

    public static string Of(BadReason reason) => reason switch
    {
        BadReason.None => "understood",
        BadReason.Truncated => "the bytes end inside a value",
        BadReason.Syntax => "not JSON",
        BadReason.NotAnObject => "JSON, but not an object",
        BadReason.Escape => "a name that is compared is written with an escape",
        BadReason.Number => "a number that is not decimal text, or not finite",
        BadReason.NumberTooLong => "a number of more than 18 significant digits",
        BadReason.OffIncrement => "a price or size finer than the instrument's increment",
        BadReason.MissingField => "a field that the kind needs is absent",
        BadReason.UnknownValue => "a field has a value outside its set",
        BadReason.UnknownKind => "the type, subject or topic is none that is known",
        BadReason.UnknownSymbol => "the symbol is not in the session's instrument table",
        BadReason.SequenceOrder => "sequenceStart after sequenceEnd, or a change outside both",
        BadReason.TooLong => "more levels, currencies or bytes than the limit",
        BadReason.TooDeep => "nested deeper than 32",
        BadReason.TrailingBytes => "bytes after the end of the message",
        BadReason.ControlCharacter => "a control character inside a string",
        BadReason.InvalidEscape => "a backslash before something that JSON does not escape",
        BadReason.NotUtf8 => "the bytes are not UTF-8",
        BadReason.DuplicateField => "a field that is used stands twice",
        BadReason.WrongShape => "a field has another JSON type or shape than KuCoin documents",
        _ => $"reason {(byte)reason}, unknown to this program",
    };
}
