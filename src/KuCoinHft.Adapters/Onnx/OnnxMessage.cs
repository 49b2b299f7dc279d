using System.Buffers.Binary;
using Google.Protobuf;

namespace KuCoinHft.Adapters.Onnx;

/// <summary>One protobuf message, read field by field.</summary>
/// <remarks>
/// The coded stream keeps its last tag to itself, and both skipping and packed numbers need it.
/// Errors: InvalidProtocolBufferException for whatever is cut off or malformed.
/// </remarks>
internal sealed class OnnxMessage(ByteString bytes)
{
    private readonly CodedInputStream _input = bytes.CreateCodedInput();
    private WireFormat.WireType _wireType;

    /// <summary>Number of the field that the last <see cref="Next"/> stopped at.</summary>
    public int Field { get; private set; }

    /// <summary>Moves to the next field; false at the end of the message.</summary>
    public bool Next()
    {
        uint tag = _input.ReadTag();
        Field = WireFormat.GetTagFieldNumber(tag);
        _wireType = WireFormat.GetTagWireType(tag);
        return tag != 0;
    }

    public long Int() => _input.ReadInt64();

    public float Float() => _input.ReadFloat();

    public string Text() => _input.ReadString();

    public ByteString Bytes() => _input.ReadBytes();

    public OnnxMessage Message() => new(_input.ReadBytes());

    /// <summary>Adds the field's number, or its numbers where they are packed.</summary>
    public void AddFloats(List<float> values)
    {
        if (_wireType != WireFormat.WireType.LengthDelimited)
        {
            values.Add(_input.ReadFloat());
            return;
        }

        ByteString whole = _input.ReadBytes();
        for (ReadOnlySpan<byte> packed = whole.Span; packed.Length >= sizeof(float); packed = packed[sizeof(float)..])
            values.Add(BinaryPrimitives.ReadSingleLittleEndian(packed));
    }

    /// <summary>Adds the field's number, or its numbers where they are packed.</summary>
    public void AddInts(List<long> values)
    {
        if (_wireType != WireFormat.WireType.LengthDelimited)
        {
            values.Add(_input.ReadInt64());
            return;
        }

        CodedInputStream packed = _input.ReadBytes().CreateCodedInput();
        while (!packed.IsAtEnd)
            values.Add(packed.ReadInt64());
    }

    /// <summary>Passes over a field that we do not use.</summary>
    public void Skip()
    {
        switch (_wireType)
        {
            case WireFormat.WireType.Varint: _input.ReadUInt64(); break;
            case WireFormat.WireType.Fixed64: _input.ReadFixed64(); break;
            case WireFormat.WireType.LengthDelimited: _input.ReadBytes(); break;
            case WireFormat.WireType.Fixed32: _input.ReadFixed32(); break;
            default: throw new InvalidDataException($"not an ONNX file: field {Field} has wire type {_wireType}, which ONNX never uses");
        }
    }
}
