using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using KuCoinHft.Engine.Journal;

namespace KuCoinHft.Cli.Journal;

/// <summary>Writes the records of a journal to a stream, in one of three forms.</summary>
internal sealed class JournalExporter : IDisposable
{
    private const int FlushBytes = 1 << 16;

    private readonly Stream _output;
    private readonly JournalFormat _format;
    private readonly ArrayBufferWriter<byte> _buffer = new(2 * FlushBytes);
    private readonly ArrayBufferWriter<byte> _text = new(FlushBytes);
    private readonly Utf8JsonWriter _json;

    public JournalExporter(Stream output, JournalFormat format)
    {
        _output = output;
        _format = format;

        // Nothing here is put into HTML, so quotes and plus signs may stand as people read them.
        _json = new Utf8JsonWriter(_text, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    /// <summary>Writes what the filter takes.</summary>
    /// <returns>Records written.</returns>
    public long Write(JournalRecords records, JournalFilter filter, CancellationToken cancellation)
    {
        WriteStart(records);
        long count = 0;
        while (count < filter.Limit && records.MoveNext())
        {
            if (!filter.Takes(records.Current))
                continue;
            WriteRecord(records.Current, records.Header);
            count++;
            if (_buffer.WrittenCount >= FlushBytes)
                Flush();
            cancellation.ThrowIfCancellationRequested();
        }

        Flush();
        return count;
    }

    public void Dispose() => _json.Dispose();

    private void WriteStart(JournalRecords records)
    {
        if (_format == JournalFormat.Csv)
            _buffer.Write("sequence,receiveNs,kind,source,type,body\r\n"u8);
        if (_format != JournalFormat.Msgpack)
            return;
        foreach (JournalHeader header in records.Headers)
            _buffer.Write((header with { Segment = 1, SegmentBytes = 0 }).Encode());
    }

    private void WriteRecord(JournalRecord record, JournalHeader? header)
    {
        switch (_format)
        {
            case JournalFormat.Jsonl:
                RecordJson.Write(_json, record, header?.Instruments ?? []);
                _buffer.Write(TakeText());
                _buffer.Write("\n"u8);
                break;
            case JournalFormat.Csv:
                WriteRow(record, header);
                break;
            default:
                Span<byte> room = _buffer.GetSpan(JournalRecord.OverheadBytesMax + record.Payload.Length);
                JournalRecord.TryEncode(room, record.Sequence, record.ReceiveNs, record.Source, record.Kind, record.Detail, record.Payload, out int length);
                _buffer.Advance(length);
                break;
        }
    }

    private void WriteRow(JournalRecord record, JournalHeader? header)
    {
        string fields = string.Create(
            CultureInfo.InvariantCulture,
            $"{record.Sequence},{record.ReceiveNs},{RecordJson.KindOf(record.Kind)},{RecordJson.SourceOf(record)},{RecordJson.TypeOf(record)},\"");
        Encoding.UTF8.GetBytes(fields, _buffer);

        RecordJson.WriteBody(_json, record, header?.Instruments ?? []);
        foreach (byte b in TakeText())
            _buffer.Write(b == '"' ? "\"\""u8 : [b]);
        _buffer.Write("\"\r\n"u8);
    }

    // Valid until the next record's text is written.
    private ReadOnlySpan<byte> TakeText()
    {
        _json.Flush();
        _json.Reset();
        ReadOnlySpan<byte> text = _text.WrittenSpan;
        _text.ResetWrittenCount();
        return text;
    }

    private void Flush()
    {
        _output.Write(_buffer.WrittenSpan);
        _buffer.ResetWrittenCount();
        _output.Flush();
    }
}
