using Google.Protobuf;

namespace KuCoinHft.Adapters.Onnx;

/// <summary>Puts the messages of an ONNX file together, one method a message.</summary>
/// <remarks>A nested message is written whole before its parent, because its length stands before it.</remarks>
internal static class OnnxFileWriter
{
    public static byte[] WriteModel(OnnxGraph graph) => Message(output =>
    {
        WriteInt(output, OnnxField.ModelIrVersion, graph.IrVersion);
        WriteText(output, OnnxField.ModelProducerName, graph.Producer);
        WriteMessage(output, OnnxField.ModelGraph, body => WriteGraph(body, graph));
        foreach (OnnxOpset opset in graph.Opsets)
        {
            WriteMessage(output, OnnxField.ModelOpsetImport, body =>
            {
                WriteText(body, OnnxField.OpsetDomain, opset.Domain);
                WriteInt(body, OnnxField.OpsetVersion, opset.Version);
            });
        }
    });

    private static void WriteGraph(CodedOutputStream output, OnnxGraph graph)
    {
        foreach (OnnxNode node in graph.Nodes)
            WriteMessage(output, OnnxField.GraphNode, body => WriteNode(body, node));
        WriteText(output, OnnxField.GraphName, graph.Name);
        foreach (OnnxTensor tensor in graph.Initializers)
            WriteMessage(output, OnnxField.GraphInitializer, body => WriteTensor(body, tensor));
        foreach (OnnxValue value in graph.Inputs)
            WriteMessage(output, OnnxField.GraphInput, body => WriteValue(body, value));
        foreach (OnnxValue value in graph.Outputs)
            WriteMessage(output, OnnxField.GraphOutput, body => WriteValue(body, value));
    }

    private static void WriteNode(CodedOutputStream output, OnnxNode node)
    {
        foreach (string input in node.Inputs)
            WriteText(output, OnnxField.NodeInput, input);
        foreach (string name in node.Outputs)
            WriteText(output, OnnxField.NodeOutput, name);
        WriteText(output, OnnxField.NodeName, node.Name);
        WriteText(output, OnnxField.NodeOpType, node.OpType);
        foreach (OnnxAttribute attribute in node.Attributes)
            WriteMessage(output, OnnxField.NodeAttribute, body => WriteAttribute(body, attribute));
        if (node.Domain.Length > 0)
            WriteText(output, OnnxField.NodeDomain, node.Domain);
    }

    private static void WriteAttribute(CodedOutputStream output, OnnxAttribute attribute)
    {
        WriteText(output, OnnxField.AttributeName, attribute.Name);
        switch (attribute.Type)
        {
            case OnnxAttributeType.Float:
                WriteFloat(output, OnnxField.AttributeFloat, attribute.Float);
                break;
            case OnnxAttributeType.Int:
                WriteInt(output, OnnxField.AttributeInt, attribute.Int);
                break;
            case OnnxAttributeType.String:
                WriteText(output, OnnxField.AttributeString, attribute.String);
                break;
            case OnnxAttributeType.Tensor when attribute.Tensor is { } tensor:
                WriteMessage(output, OnnxField.AttributeTensor, body => WriteTensor(body, tensor));
                break;
            case OnnxAttributeType.Floats:
                foreach (float value in attribute.Floats)
                    WriteFloat(output, OnnxField.AttributeFloats, value);
                break;
            case OnnxAttributeType.Ints:
                foreach (long value in attribute.Ints)
                    WriteInt(output, OnnxField.AttributeInts, value);
                break;
            case OnnxAttributeType.Strings:
                foreach (string value in attribute.Strings)
                    WriteText(output, OnnxField.AttributeStrings, value);
                break;
            default:
                throw new InvalidDataException($"attribute '{attribute.Name}' has type {attribute.Type}, which this writer does not know");
        }

        WriteInt(output, OnnxField.AttributeType, (long)attribute.Type);
    }

    private static void WriteTensor(CodedOutputStream output, OnnxTensor tensor)
    {
        foreach (long length in tensor.Dims)
            WriteInt(output, OnnxField.TensorDims, length);
        WriteInt(output, OnnxField.TensorDataType, (long)tensor.Element);
        WriteText(output, OnnxField.TensorName, tensor.Name);
        output.WriteTag(OnnxField.TensorRawData, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(UnsafeByteOperations.UnsafeWrap(tensor.Raw));
    }

    private static void WriteValue(CodedOutputStream output, OnnxValue value)
    {
        WriteText(output, OnnxField.ValueName, value.Name);
        WriteMessage(output, OnnxField.ValueType, type => WriteMessage(type, OnnxField.TypeTensor, tensor =>
        {
            WriteInt(tensor, OnnxField.TensorTypeElement, (long)value.Element);
            WriteMessage(tensor, OnnxField.TensorTypeShape, shape =>
            {
                // An open length is a dim without a value.
                foreach (long length in value.Dims)
                    WriteMessage(shape, OnnxField.ShapeDim, dim => { if (length >= 0) WriteInt(dim, OnnxField.DimValue, length); });
            });
        }));
    }

    private static void WriteInt(CodedOutputStream output, int field, long value)
    {
        output.WriteTag(field, WireFormat.WireType.Varint);
        output.WriteInt64(value);
    }

    private static void WriteFloat(CodedOutputStream output, int field, float value)
    {
        output.WriteTag(field, WireFormat.WireType.Fixed32);
        output.WriteFloat(value);
    }

    private static void WriteText(CodedOutputStream output, int field, string value)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteString(value);
    }

    private static void WriteMessage(CodedOutputStream output, int field, Action<CodedOutputStream> write)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(UnsafeByteOperations.UnsafeWrap(Message(write)));
    }

    private static byte[] Message(Action<CodedOutputStream> write)
    {
        using var bytes = new MemoryStream();
        using (var output = new CodedOutputStream(bytes, leaveOpen: true))
            write(output);
        return bytes.ToArray();
    }
}
