using System.Globalization;
using System.Text;
using KuCoinHft.Adapters.Disk;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Journal;
using KuCoinHft.Engine.Orders;
using KuCoinHft.Engine.Wire;

namespace KuCoinHft.Research.Trace;

/// <summary>Finds an order by the beginning of its clientOid or of the exchange's orderId, by sequence.index, or a decision by its sequence.</summary>
public sealed class OrderFinder
{
    private const int CandidatesNamed = 8;
    private readonly SessionJournal _journal;
    private readonly string _text;
    private readonly List<ActionRecord> _orders = [];

    private OrderFinder(SessionJournal journal, string text)
    {
        _journal = journal;
        _text = text;
    }

    /// <exception cref="ArgumentException">No order is meant, or more than one.</exception>
    public static OrderName Find(SessionJournal journal, string text)
    {
        if (text.Length == 0)
            throw new ArgumentException("The order is empty; give a clientOid, an exchange orderId, or sequence.index.");
        return new OrderFinder(journal, text).Find();
    }

    private OrderName Find()
    {
        string[] parts = _text.Split('.');
        bool isNumber = long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long sequence);
        if (parts.Length == 2 && isNumber && byte.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out byte index))
            return ByAction(sequence, index);
        bool isKnown = ReadOrders(isNumber ? sequence : -1);
        if (isNumber && isKnown)
            return new OrderName(sequence, _orders.Find(order => order.Sequence == sequence).OrderKey);
        List<ActionRecord> found = _orders.FindAll(order => _journal.ClientOid(order.OrderKey).StartsWith(_text, StringComparison.Ordinal));
        Dictionary<long, string> orderIds = [];
        if (found.Count == 0)
        {
            orderIds = ByOrderId();
            found = _orders.FindAll(order => orderIds.ContainsKey(order.OrderKey));
        }

        if (found.Count == 1)
            return new OrderName(found[0].Sequence, found[0].OrderKey);
        // The run to that frame says whether there is one, and what it is.
        if (found.Count == 0 && isNumber)
            return new OrderName(sequence, 0);
        throw found.Count == 0 ? Unknown() : Ambiguous(found, orderIds);
    }

    private OrderName ByAction(long sequence, byte index)
    {
        using var outcomes = new RecordedOutcomes(_journal);
        IReadOnlyList<ActionRecord> actions = outcomes.At(sequence).Actions;
        foreach (ActionRecord action in actions)
        {
            if (action.Index != index)
                continue;
            return action.Kind == ActionKind.NewOrder
                ? new OrderName(sequence, action.OrderKey)
                : throw new ArgumentException($"Action {_text} is a {action.Kind}{(action.OrderKey == 0 ? "" : $" of {_journal.ClientOid(action.OrderKey)}; ask for that order")}.");
        }

        throw new ArgumentException($"There is no action {_text}: frame {sequence} led to {actions.Count} actions. Orders are named by clientOid, orderId or sequence.index.");
    }

    // Every order of the session; true when the stream has anything of the frame.
    private bool ReadOrders(long sequence)
    {
        bool isKnown = false;
        using JournalReader reader = _journal.OpenActions();
        while (reader.MoveNext())
        {
            JournalRecord record = reader.Current;
            isKnown |= record.Sequence == sequence;
            if (record.Kind == JournalKind.Action && JournalActions.TryDecode(record.Payload, out ActionRecord action) && action.Kind == ActionKind.NewOrder)
                _orders.Add(action);
        }

        return isKnown;
    }

    // The exchange's names stand in answers and pushes alone; a frame without the text need not be read.
    private Dictionary<long, string> ByOrderId()
    {
        var found = new Dictionary<long, string>();
        byte[] prefix = Encoding.UTF8.GetBytes($"\"{_text}");
        var decoder = new FrameDecoder();
        using JournalReader reader = _journal.OpenFrames();
        while (reader.MoveNext())
        {
            ReadOnlySpan<byte> frame = reader.Current.Payload;
            if ((FrameKind)reader.Current.Detail != FrameKind.Json || frame.IndexOf(prefix) < 0 || !decoder.Decode(frame))
                continue;
            if (OrderIdOf(decoder.Frame, frame) is not { } orderId || !orderId.StartsWith(_text, StringComparison.Ordinal))
                continue;
            long key = _journal.Keys.Parse(decoder.Frame.Text(frame, decoder.Frame.Kind == UpdateKind.Order ? Field.ClientOid : Field.Id));
            if (key != 0)
                found[key] = orderId;
        }

        return found;
    }

    /// <summary>The exchange's name of the order that a decoded frame is about; null when it gives none.</summary>
    internal static string? OrderIdOf(DecodedFrame frame, ReadOnlySpan<byte> json)
    {
        if (frame.Kind is not (UpdateKind.Order or UpdateKind.OrderAnswer) || frame.DataShape is null)
            return null;
        ReadOnlySpan<byte> text = frame.Text(json, Field.OrderId);
        return text.IsEmpty ? null : Encoding.UTF8.GetString(text);
    }

    private ArgumentException Unknown()
    {
        string range = _orders.Count == 0 ? "it sent none" : $"it sent {_orders.Count}, from {_journal.ClientOid(_orders[0].OrderKey)} to {_journal.ClientOid(_orders[^1].OrderKey)}";
        return new ArgumentException($"No order of the session begins with '{_text}': {range}. Give a clientOid, an exchange orderId, or sequence.index.");
    }

    private ArgumentException Ambiguous(List<ActionRecord> found, Dictionary<long, string> orderIds)
    {
        IEnumerable<string> names = found.Take(CandidatesNamed).Select(order =>
            $"{_journal.ClientOid(order.OrderKey)} ({order.Sequence}.{order.Index}{(orderIds.TryGetValue(order.OrderKey, out string? id) ? $", {id}" : "")})");
        string more = found.Count > CandidatesNamed ? $", and {found.Count - CandidatesNamed} more" : "";
        return new ArgumentException($"'{_text}' begins {found.Count} orders; give more of it: {string.Join(", ", names)}{more}.");
    }
}
