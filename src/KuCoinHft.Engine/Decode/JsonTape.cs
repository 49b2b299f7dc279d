using System.Runtime.InteropServices;
using System.Text.Unicode;

namespace KuCoinHft.Engine.Decode;

/// <summary>What a JSON token is.</summary>
public enum JsonKind : byte
{
    None,
    Object,
    Array,
    String,
    Number,
    True,
    False,
    Null,
}

/// <summary>One JSON value or key and where its text stands.</summary>
/// <remarks>Shape: 16 bytes, four to a cache line.</remarks>
[StructLayout(LayoutKind.Sequential, Size = 16)]
public struct JsonToken
{
    /// <summary>First byte: of a string the one after the quote.</summary>
    public int Offset;

    /// <summary>Bytes: of a string those between the quotes.</summary>
    public int Length;

    /// <summary>Index of the token after this value and all that it holds.</summary>
    public int Next;
    public JsonKind Kind;

    /// <summary>The string holds a backslash, so its text is not its bytes.</summary>
    public bool HasEscape;
}

/// <summary>One JSON text as a flat list of tokens, checked to its last byte.</summary>
/// <remarks>
/// Shape: an object's token is followed by key, value, key, value; an array's by its elements; <see cref="JsonToken.Next"/> skips a subtree.
/// KuCoin sends <c>data</c> before the topic that says what it is, so the bytes are read once into this list and given a meaning afterwards.
/// Accepts what RFC 8259 accepts, nested at most <see cref="DepthMax"/> deep: no comments, no trailing commas, no byte order mark. Duplicate keys are not its business.
/// Thread: one reader. Allocates at construction only.
/// </remarks>
public sealed class JsonTape
{
    /// <summary>Containers within containers; KuCoin's deepest message has 5.</summary>
    public const int DepthMax = 32;

    // Every token takes at least its own byte and a separator, save the brackets that open one after the other.
    private readonly JsonToken[] _tokens = new JsonToken[(Limits.FrameBytesMax / 2) + DepthMax + 2];
    private readonly int[] _open = new int[DepthMax];
    private int _count;
    private int _depth;

    /// <summary>Why the last text was refused, or None.</summary>
    public BadReason Bad { get; private set; }

    /// <summary>Where the last text was refused.</summary>
    public int BadOffset { get; private set; }

    /// <summary>The tokens of the last text; the first is its root.</summary>
    public ReadOnlySpan<JsonToken> Tokens => _tokens.AsSpan(0, _count);

    /// <summary>Reads <paramref name="json"/> as one text.</summary>
    /// <returns>False when it is none; see <see cref="Bad"/>.</returns>
    public bool Read(ReadOnlySpan<byte> json)
    {
        _count = 0;
        _depth = 0;
        Bad = BadReason.None;
        BadOffset = 0;
        if (json.Length > Limits.FrameBytesMax)
            return Refuse(BadReason.TooLong, Limits.FrameBytesMax);
        if (!Utf8.IsValid(json))
            return Refuse(BadReason.NotUtf8, JsonText.InvalidUtf8(json));
        int at = 0;
        while (ReadValue(json, ref at))
        {
            if (!LeaveClosed(json, ref at))
                return false;
            if (_depth == 0)
                return IsEnd(json, at);
        }

        return false;
    }

    // One value up to where the next one is due: a whole scalar, or a container's opening bracket and what precedes its first value.
    private bool ReadValue(ReadOnlySpan<byte> json, ref int at)
    {
        while (true)
        {
            if (!SkipSpace(json, ref at))
                return Refuse(BadReason.Truncated, at);
            byte first = json[at];
            if (first == '"')
                return ReadString(json, ref at);
            if (first is not ((byte)'{' or (byte)'['))
                return first is (byte)'-' or (>= (byte)'0' and <= (byte)'9') ? ReadNumber(json, ref at) : ReadLiteral(json, ref at);
            if (_depth == DepthMax)
                return Refuse(BadReason.TooDeep, at);
            _open[_depth++] = _count;
            Add(first == '{' ? JsonKind.Object : JsonKind.Array, at, 1);
            at++;
            if (!SkipSpace(json, ref at))
                return Refuse(BadReason.Truncated, at);
            // ASCII puts '}' and ']' two after '{' and '['. An empty container is a whole value; its bracket is left to LeaveClosed.
            if (json[at] == first + 2)
                return true;
            if (first == '{' && !ReadKey(json, ref at))
                return false;
        }
    }

    // Closes every container that ends here, then passes the comma and key before the next value. Depth 0 afterwards means the text is whole.
    private bool LeaveClosed(ReadOnlySpan<byte> json, ref int at)
    {
        while (_depth > 0)
        {
            if (!SkipSpace(json, ref at))
                return Refuse(BadReason.Truncated, at);
            ref JsonToken container = ref _tokens[_open[_depth - 1]];
            bool isObject = container.Kind == JsonKind.Object;
            byte next = json[at];
            if (next == (isObject ? '}' : ']'))
            {
                at++;
                container.Length = at - container.Offset;
                container.Next = _count;
                _depth--;
            }
            else if (next == ',')
            {
                at++;
                return !isObject || ReadKey(json, ref at);
            }
            else
            {
                return Refuse(BadReason.Syntax, at);
            }
        }

        return true;
    }

    private bool ReadKey(ReadOnlySpan<byte> json, ref int at)
    {
        if (!SkipSpace(json, ref at))
            return Refuse(BadReason.Truncated, at);
        if (json[at] != '"')
            return Refuse(BadReason.Syntax, at);
        if (!ReadString(json, ref at))
            return false;
        if (!SkipSpace(json, ref at))
            return Refuse(BadReason.Truncated, at);
        if (json[at] != ':')
            return Refuse(BadReason.Syntax, at);
        at++;
        return true;
    }

    private bool ReadString(ReadOnlySpan<byte> json, ref int at)
    {
        int first = ++at;
        bool hasEscape = false;
        while (true)
        {
            at = JsonText.StringStop(json, at);
            if (at >= json.Length)
                return Refuse(BadReason.Truncated, json.Length);
            if (json[at] == '"')
                break;
            if (json[at] != '\\')
                return Refuse(BadReason.ControlCharacter, at);
            hasEscape = true;
            BadReason bad = JsonText.SkipEscape(json, ref at);
            if (bad != BadReason.None)
                return Refuse(bad, at);
        }

        Add(JsonKind.String, first, at - first);
        _tokens[_count - 1].HasEscape = hasEscape;
        at++;
        return true;
    }

    private bool ReadNumber(ReadOnlySpan<byte> json, ref int at)
    {
        int first = at;
        BadReason bad = JsonText.SkipNumber(json, ref at);
        if (bad != BadReason.None)
            return Refuse(bad, at);
        Add(JsonKind.Number, first, at - first);
        return true;
    }

    private bool ReadLiteral(ReadOnlySpan<byte> json, ref int at)
    {
        (JsonKind kind, int length) = json[at] switch
        {
            (byte)'t' => (JsonKind.True, 4),
            (byte)'f' => (JsonKind.False, 5),
            (byte)'n' => (JsonKind.Null, 4),
            _ => (JsonKind.None, 0),
        };
        ReadOnlySpan<byte> word = kind switch
        {
            JsonKind.True => "true"u8,
            JsonKind.False => "false"u8,
            _ => "null"u8,
        };
        int same = word[..length].CommonPrefixLength(json[at..]);
        if (same < length || kind == JsonKind.None)
            return Refuse(at + same == json.Length ? BadReason.Truncated : BadReason.Syntax, at + same);
        Add(kind, at, length);
        at += length;
        return true;
    }

    private bool IsEnd(ReadOnlySpan<byte> json, int at) => !SkipSpace(json, ref at) || Refuse(BadReason.TrailingBytes, at);

    // False at the end of the text.
    private static bool SkipSpace(ReadOnlySpan<byte> json, ref int at)
    {
        while (at < json.Length)
        {
            if (json[at] > ' ' || json[at] is not ((byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t'))
                return true;
            at++;
        }

        return false;
    }

    private void Add(JsonKind kind, int offset, int length)
    {
        ref JsonToken token = ref _tokens[_count++];
        token.Offset = offset;
        token.Length = length;
        token.Next = _count;
        token.Kind = kind;
        token.HasEscape = false;
    }

    private bool Refuse(BadReason bad, int offset)
    {
        Bad = bad;
        BadOffset = offset;
        _count = 0;
        return false;
    }
}
