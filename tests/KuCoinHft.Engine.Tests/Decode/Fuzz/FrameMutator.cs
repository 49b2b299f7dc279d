using System.Text;
using System.Text.Json;
using KuCoinHft.Engine.Wire;

namespace KuCoinHft.Engine.Tests.Decode.Fuzz;

/// <summary>Makes a frame out of the corpus that is wrong in one to four places, or in none that matters: half a JSON reader's work, half the protocol's.</summary>
/// <remarks>Deterministic: the same seed gives the same bytes. The result lies in one buffer that the next call overwrites.</remarks>
internal sealed class FrameMutator
{
    private static readonly byte[] Structural = [.. "{}[]\",:\\0-.eE \n\tu/+"u8, 0, 0x0B, 0x1F, 0x7F, 0x80, 0xA0, 0xC3, 0xED, 0xEF, 0xFF];
    private static readonly FrameKind[] JsonKinds = [FrameKind.Json, FrameKind.Snapshot, FrameKind.Rest];
    private readonly FuzzSeed[] _seeds;
    private readonly MutationText _text = new();
    private readonly List<(int Start, int End, int TextStart, int TextEnd)> _edits = [];
    private byte[] _bytes = new byte[2 * Limits.FrameBytesMax];
    private byte[] _other = new byte[2 * Limits.FrameBytesMax];
    private int _length;

    public FrameMutator(FuzzSeed[] seeds) => _seeds = seeds;

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <summary>How the frame came: as its seed did, now and then otherwise.</summary>
    public FrameKind Kind { get; private set; }

    /// <summary>The seed that the last frame was made of.</summary>
    public FuzzSeed Seed { get; private set; } = null!;

    public void Make(ref SplitMix random)
    {
        Seed = _seeds[random.Below(_seeds.Length)];
        Kind = random.OneIn(100) ? JsonKinds[random.Below(JsonKinds.Length)] : Seed.Kind;
        _edits.Clear();
        _text.Clear();
        for (int edit = random.OneIn(6) ? 0 : random.OneIn(2) ? 1 : 1 + random.Below(3); edit > 0; edit--)
            AddEdit(ref random);
        Apply(Seed.Bytes);
        if (random.OneIn(20_000))
            Pad(Limits.FrameBytesMax - 1 + random.Below(3));
        if (_edits.Count == 0 || random.OneIn(10))
        {
            for (int edit = 1 + random.Below(2); edit > 0; edit--)
                EditBytes(ref random);
        }
    }

    private void AddEdit(ref SplitMix random)
    {
        // Mostly within the data: a frame whose type or topic is spoilt is not looked at any further.
        (int first, int behind) = random.OneIn(4) ? (0, Seed.Nodes.Length) : Seed.Data;
        int at = first + random.Below(behind - first);
        ref readonly OracleNode node = ref Seed.Nodes[at];
        int textStart = _text.Length;
        int start = node.OuterStart;
        int end = node.OuterEnd;
        if (node.IsKey)
            EditKey(ref random, at, ref start, ref end);
        else if (node.IsContainer)
            EditContainer(ref random, at, ref start, ref end);
        else
            EditScalar(ref random, at, ref start, ref end);
        _edits.Add((start, end, textStart, _text.Length));
    }

    private void EditKey(ref SplitMix random, int at, ref int start, ref int end)
    {
        ReadOnlySpan<byte> name = Seed.Bytes.AsSpan(start, end - start);
        int pairEnd = Seed.Nodes[at + 1].OuterEnd;
        switch (random.Below(9))
        {
            case 0:
                _text.PutKey(ref random);
                break;
            case 1:
                _text.PutEscaped(name, ref random);
                break;
            case 2:
                _text.PutTweaked(name, ref random);
                break;
            case 3:
                // The same key twice, its value the same or another one.
                _text.Put(Seed.Bytes.AsSpan(start, pairEnd - start));
                _text.Put(","u8);
                _text.Put(name);
                break;
            case 4:
                _text.PutKey(ref random);
                _text.Put(":"u8);
                _text.PutValue(ref random, depth: 2);
                _text.Put(","u8);
                _text.Put(name);
                break;
            case 5:
                // The pair goes, with one of its commas if it has any.
                end = pairEnd;
                if (end < Seed.Bytes.Length && Seed.Bytes[end] == ',')
                    end++;
                else if (start > 0 && Seed.Bytes[start - 1] == ',')
                    start--;
                break;
            case 6:
                _text.PutSpace(ref random);
                _text.Put(name);
                _text.PutSpace(ref random);
                break;
            case 7:
                PutNode(Seed.Nodes[random.Below(Seed.Nodes.Length)]);
                break;
            default:
                // The value, whatever it is, becomes another one.
                start = Seed.Nodes[at + 1].OuterStart;
                end = pairEnd;
                _text.PutValue(ref random, depth: 2);
                break;
        }
    }

    private void EditScalar(ref SplitMix random, int at, ref int start, ref int end)
    {
        ref readonly OracleNode node = ref Seed.Nodes[at];
        ReadOnlySpan<byte> old = Seed.Bytes.AsSpan(node.Start, node.Length);
        bool isQuoted = node.IsString != random.OneIn(8);
        switch (random.Below(12))
        {
            case < 3:
                _text.PutQuoted(isQuoted, old, random.Below(3), ref random);
                break;
            case < 5:
                _text.PutNumber(isQuoted, ref random);
                break;
            case 5:
                _text.PutString(ref random);
                break;
            case 6:
                _text.PutWord(ref random);
                break;
            case 7:
                _text.PutEscaped(Seed.Bytes.AsSpan(start, end - start), ref random);
                break;
            case 8:
                FuzzSeed other = _seeds[random.Below(_seeds.Length)];
                ref readonly OracleNode theirs = ref other.Nodes[random.Below(other.Nodes.Length)];
                _text.Put(other.Bytes.AsSpan(theirs.OuterStart, Math.Min(theirs.OuterEnd - theirs.OuterStart, 4_096)));
                break;
            case 9:
                _text.PutNested(Seed.Bytes.AsSpan(start, end - start), ref random);
                break;
            case 10:
                _text.PutSpace(ref random);
                _text.Put(Seed.Bytes.AsSpan(start, end - start));
                _text.PutSpace(ref random);
                break;
            default:
                _text.PutValue(ref random, depth: 3);
                break;
        }
    }

    private void EditContainer(ref SplitMix random, int at, ref int start, ref int end)
    {
        ref readonly OracleNode node = ref Seed.Nodes[at];
        ReadOnlySpan<byte> old = Seed.Bytes.AsSpan(start, end - start);
        ReadOnlySpan<byte> inside = old[1..^1];
        switch (random.Below(9))
        {
            case 0:
                _text.Put(node.Type == JsonTokenType.StartArray ? "[]"u8 : "{}"u8);
                break;
            case 1:
                _text.PutNested(old, ref random);
                break;
            case 2:
                // The elements once more, up to a frame that is too long when they are many.
                int times = random.OneIn(300) ? 1 + random.Below(200_000 / Math.Max(1, inside.Length)) : 2 + random.Below(4);
                _text.Put(old[..1]);
                for (int time = 0; time < times; time++)
                {
                    _text.Put(inside);
                    _text.Put(time == times - 1 ? ""u8 : ","u8);
                }

                _text.Put(old[^1..]);
                break;
            case 3:
                _text.Put(old[..^1]);
                _text.Put(inside.IsEmpty ? ""u8 : ","u8);
                _text.PutElement(node.Type == JsonTokenType.StartObject, ref random);
                _text.Put(old[^1..]);
                break;
            case 4:
                _text.Put(old[..^1]);
                _text.Put(","u8);
                _text.Put(old[^1..]);
                break;
            case 5:
                _text.Put(random.OneIn(2) ? old[1..] : old[..^1]);
                break;
            case 6:
                _text.Put("[{"u8.Slice(random.Below(2), 1));
                _text.Put(inside);
                _text.Put("]}"u8.Slice(random.Below(2), 1));
                break;
            case 7:
                FuzzSeed other = _seeds[random.Below(_seeds.Length)];
                ref readonly OracleNode theirs = ref other.Nodes[random.Below(other.Nodes.Length)];
                _text.Put(other.Bytes.AsSpan(theirs.OuterStart, theirs.OuterEnd - theirs.OuterStart));
                break;
            default:
                _text.PutValue(ref random, depth: 4);
                break;
        }
    }

    private void PutNode(in OracleNode node) => _text.Put(Seed.Bytes.AsSpan(node.OuterStart, node.OuterEnd - node.OuterStart));

    // From left to right; of edits that overlap the later one is left out.
    private void Apply(byte[] original)
    {
        _edits.Sort((a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : a.TextStart.CompareTo(b.TextStart));
        int at = 0;
        _length = 0;
        foreach ((int start, int end, int textStart, int textEnd) in _edits)
        {
            if (start < at)
                continue;
            Append(original.AsSpan(at, start - at));
            Append(_text.Of(textStart, textEnd));
            at = end;
        }

        Append(original.AsSpan(at));
    }

    // White space up to the limit of a frame, one byte below it or one above.
    private void Pad(int length)
    {
        if (length <= _length)
            return;
        _bytes.AsSpan(_length, length - _length).Fill((byte)' ');
        _length = length;
    }

    private void EditBytes(ref SplitMix random)
    {
        int at = random.Below(_length + 1);
        int length = Math.Min(1 + random.Below(random.OneIn(4) ? 40 : 4), _length - at);
        FuzzSeed other = _seeds[random.Below(_seeds.Length)];
        int from = random.Below(other.Bytes.Length);
        switch (random.Below(10))
        {
            case 0 when at < _length:
                _bytes[at] ^= (byte)(1 << random.Below(8));
                break;
            case 1 when at < _length:
                _bytes[at] = (byte)random.Below(256);
                break;
            case 2 when at < _length:
                _bytes[at] = Structural[random.Below(Structural.Length)];
                break;
            case 3:
                Replace(at, length, default);
                break;
            case 4:
                Replace(at, 0, _bytes.AsSpan(at, length));
                break;
            case 5:
                Replace(at, 0, Structural.AsSpan(random.Below(Structural.Length), 1));
                break;
            case 6:
                Replace(at, random.OneIn(2) ? length : 0, other.Bytes.AsSpan(from, Math.Min(other.Bytes.Length - from, 1 + random.Below(40))));
                break;
            case 7:
                _length = at;
                break;
            case 8:
                // The beginning of one frame and the end of another.
                Replace(at, _length - at, other.Bytes.AsSpan(from));
                break;
            default:
                Replace(random.OneIn(2) ? 0 : _length, 0, random.OneIn(4) ? "\uFEFF"u8 : other.Bytes.AsSpan(from, Math.Min(other.Bytes.Length - from, 3)));
                break;
        }
    }

    private void Replace(int at, int length, ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> old = _bytes.AsSpan(0, _length);
        byte[] made = _other;
        old[..at].CopyTo(made);
        text.CopyTo(made.AsSpan(at));
        old[(at + length)..].CopyTo(made.AsSpan(at + text.Length));
        _length = _length - length + text.Length;
        (_bytes, _other) = (made, _bytes);
    }

    private void Append(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_bytes.AsSpan(_length));
        _length += text.Length;
    }
}
