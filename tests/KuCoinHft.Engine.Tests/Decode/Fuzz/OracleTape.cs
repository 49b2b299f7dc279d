using System.Text;
using System.Text.Json;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Tests.Wire;

namespace KuCoinHft.Engine.Tests.Decode.Fuzz;

/// <summary>A JSON text as System.Text.Json reads it, in the order of the text: what our own tape is compared with.</summary>
internal sealed class OracleTape
{
    private static readonly JsonReaderOptions Strict = new() { MaxDepth = JsonTape.DepthMax, CommentHandling = JsonCommentHandling.Disallow, AllowTrailingCommas = false };
    private readonly OracleNode[] _nodes = new OracleNode[(Limits.FrameBytesMax / 2) + 64];
    private readonly int[] _open = new int[JsonTape.DepthMax + 1];

    public int Count { get; private set; }

    public ref readonly OracleNode this[int index] => ref _nodes[index];

    /// <summary>The text is no JSON but could become it if bytes followed.</summary>
    public bool IsBeginning { get; private set; }

    /// <summary>Whether <paramref name="json"/> is JSON to its last byte. System.Text.Json does not look into strings, so their being UTF-8 is asked apart.</summary>
    public bool Read(ReadOnlySpan<byte> json)
    {
        Count = 0;
        IsBeginning = false;
        if (!IsUtf8(json))
            return false;
        // First as if more bytes could follow: what is wrong then stays wrong, and exceptions are what this costs most.
        if (!TryRead(json, isFinal: false, out bool isWhole))
            return false;
        if (isWhole || TryRead(json, isFinal: true, out _))
            return true;
        IsBeginning = true;
        return false;
    }

    public static bool IsUtf8(ReadOnlySpan<byte> text) => Ascii.IsValid(text) || Utf8Grammar.IsValid(text);

    private bool TryRead(ReadOnlySpan<byte> json, bool isFinal, out bool isWhole)
    {
        Count = 0;
        isWhole = false;
        try
        {
            var reader = new Utf8JsonReader(json, isFinal, new JsonReaderState(Strict));
            int depth = 0;
            while (reader.Read())
                depth = Add(ref reader, depth);
            isWhole = Count > 0 && depth == 0 && reader.BytesConsumed == json.Length;
            return true;
        }
        catch (JsonException)
        {
            Count = 0;
            return false;
        }
    }

    private int Add(ref Utf8JsonReader reader, int depth)
    {
        int start = (int)reader.TokenStartIndex;
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                _open[depth] = Count;
                _nodes[Count++] = new OracleNode(reader.TokenType, start, 0, 0, false);
                return depth + 1;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                ref OracleNode container = ref _nodes[_open[depth - 1]];
                container.Length = start + 1 - container.Start;
                container.Next = Count;
                return depth - 1;
            case JsonTokenType.String or JsonTokenType.PropertyName:
                _nodes[Count] = new OracleNode(reader.TokenType, start + 1, reader.ValueSpan.Length, Count + 1, reader.ValueIsEscaped);
                Count++;
                return depth;
            default:
                _nodes[Count] = new OracleNode(reader.TokenType, start, reader.ValueSpan.Length, Count + 1, false);
                Count++;
                return depth;
        }
    }
}
