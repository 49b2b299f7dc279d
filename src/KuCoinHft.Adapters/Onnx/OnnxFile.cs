using Google.Protobuf;

namespace KuCoinHft.Adapters.Onnx;

/// <summary>Reads and writes ONNX files, as far as our two shapes of model need.</summary>
/// <remarks>
/// On protobuf's coded streams, with the field numbers of <see cref="OnnxField"/>: generated code would be 10 000 lines for
/// the thirty fields that we use.
/// </remarks>
public static class OnnxFile
{
    /// <summary>The graph that these bytes hold.</summary>
    /// <remarks>Errors: bytes that are not an ONNX file, or are cut off, throw InvalidDataException; fields that we do not use are skipped.</remarks>
    public static OnnxGraph Read(ReadOnlyMemory<byte> bytes)
    {
        OnnxGraph graph;
        try
        {
            graph = OnnxFileReader.ReadModel(new OnnxMessage(UnsafeByteOperations.UnsafeWrap(bytes)));
        }
        catch (InvalidProtocolBufferException broken)
        {
            throw new InvalidDataException($"not a whole ONNX file: {broken.Message}", broken);
        }

        // Any bytes that happen to parse as fields would otherwise pass as a model without a graph.
        if (graph.Nodes.Count == 0 || graph.Outputs.Count == 0)
            throw new InvalidDataException("not a whole ONNX file: it has no nodes or no outputs");
        return graph;
    }

    public static byte[] Write(OnnxGraph graph) => OnnxFileWriter.WriteModel(graph);
}
