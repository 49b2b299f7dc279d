using KuCoinHft.Engine.Market;
using static KuCoinHft.Engine.Decode.PlainText;

namespace KuCoinHft.Engine.Decode;

/// <summary>Level2, ticker and match frames as KuCoin writes them, in one pass from bytes to ticks and lots.</summary>
/// <remarks>
/// Takes any order of keys, but no space, escape, unknown key, exponent or decimal of more than 15 characters: such a frame, and one that is wrong in any way, is left to
/// <see cref="FrameDecoder"/>, which reads it or names the reason. Every byte of a frame that is taken was compared with what must stand there, so it is valid JSON and gives
/// the update that the decoder would give.
/// Thread: one. Allocates at construction only.
/// </remarks>
internal sealed class MarketFastPath
{
    private const int Type = 1;
    private const int Topic = 2;
    private const int Subject = 4;
    private const int Data = 8;
    private static readonly ulong TypeKey = Word("type\":\"m"u8);
    private static readonly ulong TypeEnd = Word("essage\""u8);
    private static readonly ulong TopicKey = Word("topic\":\""u8);
    private static readonly ulong MarketTopic = Word("/market/"u8);
    private static readonly ulong Level2Topic = Word("level2:"u8);
    private static readonly ulong TickerTopic = Word("ticker:"u8);
    private static readonly ulong MatchTopic = Word("match:"u8);
    private static readonly ulong SubjectKey = Word("subject\""u8);
    private static readonly ulong TradeSubject = Word(":\"trade."u8);
    private static readonly ulong Level2Subject = Word("l2update"u8);
    private static readonly ulong TickerSubject = Word("ticker\""u8);
    private static readonly ulong MatchSubject = Word("l3match\""u8);
    private static readonly ulong DataKey = Word("data\":{"u8);

    private readonly InstrumentTable _instruments;
    private readonly MarketFastData _data;

    public MarketFastPath(InstrumentTable instruments, FrameChanges changes)
    {
        _instruments = instruments;
        _data = new MarketFastData(instruments, changes);
    }

    /// <summary>Reads a frame into a cleared <paramref name="update"/>.</summary>
    /// <param name="withSlack">The frame and <see cref="Ring.ByteRing.Slack"/> bytes behind it.</param>
    /// <returns>False when it is not taken; what was written to the update and the changes means nothing then.</returns>
    public bool TryRead(ReadOnlySpan<byte> withSlack, ref Update update)
    {
        var text = new PlainText(withSlack);
        UpdateKind kind = UpdateKind.None;
        UpdateKind subjectKind = UpdateKind.None;
        int symbolAt = 0;
        int symbolLength = 0;
        int seen = 0;
        int at = 0;
        if (text[0] != '{')
            return false;
        do
        {
            // At the brace or comma before a key.
            if (at >= text.Length || text[at + 1] != '"')
                return false;
            at += 2;
            ulong key = text.WordAt(at);
            int field;
            if (key == TypeKey && text.WordAt(at + 8, 7) == TypeEnd)
            {
                field = Type;
                at += 15;
            }
            else if (key == TopicKey && text.WordAt(at + 8) == MarketTopic)
            {
                field = Topic;
                (kind, symbolAt) = TopicKind(text, at + 16);
                symbolLength = text.ToQuote(symbolAt);
                if (kind == UpdateKind.None || symbolLength == 32)
                    return false;
                at = symbolAt + symbolLength + 1;
            }
            else if (key == SubjectKey && text.WordAt(at + 8) == TradeSubject)
            {
                field = Subject;
                (subjectKind, at) = SubjectKind(text, at + 16);
            }
            else if (text.WordAt(at, 7) == DataKey)
            {
                field = Data;
                at = _data.Read(text, at + 6);
                if ((uint)at >= (uint)text.Length)
                    return false;
            }
            else
            {
                return false;
            }

            if ((seen & field) != 0)
                return false;
            seen |= field;
        }
        while (text[at] == ',');

        if (text[at] != '}' || at + 1 != text.Length || seen != (Type | Topic | Subject | Data) || kind != subjectKind)
            return false;
        ReadOnlySpan<byte> symbol = text.Slice(symbolAt, symbolLength);
        int symbolId = _instruments.Find(symbol);
        if (symbolId < 0)
            return false;
        update.SymbolId = (short)symbolId;
        return kind switch
        {
            UpdateKind.Level2 => _data.TryLevel2(text, symbol, ref update),
            UpdateKind.Ticker => _data.TryTicker(ref update),
            _ => _data.TryMatch(text, symbol, ref update),
        };
    }

    // What the topic is of, and where its symbol begins.
    private static (UpdateKind Kind, int At) TopicKind(PlainText text, int at)
    {
        ulong word = text.WordAt(at, 7);
        if (word == Level2Topic)
            return (UpdateKind.Level2, at + 7);
        if (word == TickerTopic)
            return (UpdateKind.Ticker, at + 7);
        return (text.WordAt(at, 6) == MatchTopic ? UpdateKind.Match : UpdateKind.None, at + 6);
    }

    // What the subject is of, and the place behind it.
    private static (UpdateKind Kind, int At) SubjectKind(PlainText text, int at)
    {
        ulong word = text.WordAt(at);
        if (word == Level2Subject && text[at + 8] == '"')
            return (UpdateKind.Level2, at + 9);
        if (text.WordAt(at, 7) == TickerSubject)
            return (UpdateKind.Ticker, at + 7);
        return (word == MatchSubject ? UpdateKind.Match : UpdateKind.None, at + 8);
    }
}
