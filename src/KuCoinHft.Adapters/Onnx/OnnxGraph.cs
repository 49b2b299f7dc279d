using System.Runtime.InteropServices;

namespace KuCoinHft.Adapters.Onnx;

/// <summary>Element types of tensors that we meet; any other number in a file is kept as it is.</summary>
/// <remarks>Source: onnx.proto, TensorProto.DataType.</remarks>
public enum OnnxElement
{
    Undefined = 0,
    Float = 1,
    Int32 = 6,
    Int64 = 7,
    Double = 11,
}

/// <summary>Kinds of a node's attribute that we write and read; others keep their number and lose their value.</summary>
/// <remarks>Source: onnx.proto, AttributeProto.AttributeType.</remarks>
public enum OnnxAttributeType
{
    Undefined = 0,
    Float = 1,
    Int = 2,
    String = 3,
    Tensor = 4,
    Floats = 6,
    Ints = 7,
    Strings = 8,
}

/// <summary>What an ONNX file says: the operators, their weights, and the sets of operators that they come from.</summary>
public sealed class OnnxGraph
{
    /// <summary>Version of the file format; 8 is what ONNX 1.13 writes and every later runtime reads.</summary>
    public long IrVersion { get; set; } = 8;

    public string Producer { get; set; } = "";
    public string Name { get; set; } = "";
    public List<OnnxOpset> Opsets { get; } = [];
    public List<OnnxNode> Nodes { get; } = [];
    public List<OnnxTensor> Initializers { get; } = [];
    public List<OnnxValue> Inputs { get; } = [];
    public List<OnnxValue> Outputs { get; } = [];
}

/// <summary>A set of operators and its version; the empty domain is ai.onnx.</summary>
public sealed record OnnxOpset(string Domain, long Version);

/// <summary>An operator with the names of the values that it reads and writes.</summary>
public sealed class OnnxNode(string opType, string domain, string[] inputs, string[] outputs)
{
    public string OpType { get; } = opType;

    /// <summary>Empty for ai.onnx, ai.onnx.ml for trees.</summary>
    public string Domain { get; } = domain;

    public string Name { get; init; } = "";
    public string[] Inputs { get; } = inputs;
    public string[] Outputs { get; } = outputs;
    public List<OnnxAttribute> Attributes { get; } = [];

    /// <summary>The attribute of that name, or null.</summary>
    public OnnxAttribute? Attribute(string name) => Attributes.Find(a => a.Name == name);
}

/// <summary>A named constant of an operator; <see cref="Type"/> says which of the values holds.</summary>
public sealed class OnnxAttribute(string name, OnnxAttributeType type)
{
    public string Name { get; } = name;
    public OnnxAttributeType Type { get; } = type;
    public float Float { get; init; }
    public long Int { get; init; }
    public string String { get; init; } = "";
    public OnnxTensor? Tensor { get; init; }
    public float[] Floats { get; init; } = [];
    public long[] Ints { get; init; } = [];
    public string[] Strings { get; init; } = [];

    public static OnnxAttribute Of(string name, string value) => new(name, OnnxAttributeType.String) { String = value };

    public static OnnxAttribute Of(string name, float[] values) => new(name, OnnxAttributeType.Floats) { Floats = values };

    public static OnnxAttribute Of(string name, long[] values) => new(name, OnnxAttributeType.Ints) { Ints = values };

    public static OnnxAttribute Of(string name, string[] values) => new(name, OnnxAttributeType.Strings) { Strings = values };
}

/// <summary>Constant numbers of a graph.</summary>
/// <param name="Name">The value's name in the graph.</param>
/// <param name="Dims">Lengths, outermost first.</param>
/// <param name="Element">Type of one number.</param>
/// <param name="Raw">The numbers, little-endian, without gaps; empty where the file keeps them outside itself.</param>
public sealed record OnnxTensor(string Name, long[] Dims, OnnxElement Element, byte[] Raw)
{
    /// <summary>The numbers as floats.</summary>
    /// <remarks>Errors: a tensor of another type throws InvalidDataException, since a cast would hide a wrong model.</remarks>
    public float[] Floats() => Element == OnnxElement.Float
        ? MemoryMarshal.Cast<byte, float>(Raw).ToArray()
        : throw new InvalidDataException($"tensor '{Name}' holds {Element}, not Float");

    public static OnnxTensor Of(string name, long[] dims, float[] values) =>
        new(name, dims, OnnxElement.Float, MemoryMarshal.AsBytes(values.AsSpan()).ToArray());
}

/// <summary>An input or output of a graph.</summary>
/// <param name="Name">The name by which a session binds it.</param>
/// <param name="Element">Type of one number.</param>
/// <param name="Dims">Lengths, outermost first; -1 where the file leaves one open, as exporters do for the batch.</param>
public sealed record OnnxValue(string Name, OnnxElement Element, long[] Dims);
