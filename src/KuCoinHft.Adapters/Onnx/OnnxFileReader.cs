using System.Runtime.InteropServices;

namespace KuCoinHft.Adapters.Onnx;

/// <summary>Takes the messages of an ONNX file apart, one method a message.</summary>
/// <remarks>Errors: those of <see cref="OnnxMessage"/>.</remarks>
internal static class OnnxFileReader
{
    public static OnnxGraph ReadModel(OnnxMessage input)
    {
        var graph = new OnnxGraph { IrVersion = 0 };
        while (input.Next())
        {
            switch (input.Field)
            {
                case OnnxField.ModelIrVersion: graph.IrVersion = input.Int(); break;
                case OnnxField.ModelProducerName: graph.Producer = input.Text(); break;
                case OnnxField.ModelGraph: ReadGraph(input.Message(), graph); break;
                case OnnxField.ModelOpsetImport: graph.Opsets.Add(ReadOpset(input.Message())); break;
                default: input.Skip(); break;
            }
        }

        return graph;
    }

    private static OnnxOpset ReadOpset(OnnxMessage input)
    {
        string domain = "";
        long version = 0;
        while (input.Next())
        {
            switch (input.Field)
            {
                case OnnxField.OpsetDomain: domain = input.Text(); break;
                case OnnxField.OpsetVersion: version = input.Int(); break;
                default: input.Skip(); break;
            }
        }

        return new OnnxOpset(domain, version);
    }

    private static void ReadGraph(OnnxMessage input, OnnxGraph graph)
    {
        while (input.Next())
        {
            switch (input.Field)
            {
                case OnnxField.GraphNode: graph.Nodes.Add(ReadNode(input.Message())); break;
                case OnnxField.GraphName: graph.Name = input.Text(); break;
                case OnnxField.GraphInitializer: graph.Initializers.Add(ReadTensor(input.Message())); break;
                case OnnxField.GraphInput: graph.Inputs.Add(ReadValue(input.Message())); break;
                case OnnxField.GraphOutput: graph.Outputs.Add(ReadValue(input.Message())); break;
                default: input.Skip(); break;
            }
        }
    }

    private static OnnxNode ReadNode(OnnxMessage input)
    {
        string opType = "", domain = "", name = "";
        var inputs = new List<string>();
        var outputs = new List<string>();
        var attributes = new List<OnnxAttribute>();
        while (input.Next())
        {
            switch (input.Field)
            {
                case OnnxField.NodeInput: inputs.Add(input.Text()); break;
                case OnnxField.NodeOutput: outputs.Add(input.Text()); break;
                case OnnxField.NodeName: name = input.Text(); break;
                case OnnxField.NodeOpType: opType = input.Text(); break;
                case OnnxField.NodeAttribute: attributes.Add(ReadAttribute(input.Message())); break;
                case OnnxField.NodeDomain: domain = input.Text(); break;
                default: input.Skip(); break;
            }
        }

        var node = new OnnxNode(opType, domain, [.. inputs], [.. outputs]) { Name = name };
        node.Attributes.AddRange(attributes);
        return node;
    }

    private static OnnxAttribute ReadAttribute(OnnxMessage input)
    {
        string name = "", text = "";
        float number = 0;
        long integer = 0, type = 0;
        OnnxTensor? tensor = null;
        var floats = new List<float>();
        var ints = new List<long>();
        var strings = new List<string>();
        while (input.Next())
        {
            switch (input.Field)
            {
                case OnnxField.AttributeName: name = input.Text(); break;
                case OnnxField.AttributeFloat: number = input.Float(); break;
                case OnnxField.AttributeInt: integer = input.Int(); break;
                case OnnxField.AttributeString: text = input.Bytes().ToStringUtf8(); break;
                case OnnxField.AttributeTensor: tensor = ReadTensor(input.Message()); break;
                case OnnxField.AttributeFloats: input.AddFloats(floats); break;
                case OnnxField.AttributeInts: input.AddInts(ints); break;
                case OnnxField.AttributeStrings: strings.Add(input.Bytes().ToStringUtf8()); break;
                case OnnxField.AttributeType: type = input.Int(); break;
                default: input.Skip(); break;
            }
        }

        return new OnnxAttribute(name, (OnnxAttributeType)type)
        {
            Float = number, Int = integer, String = text, Tensor = tensor, Floats = [.. floats], Ints = [.. ints], Strings = [.. strings],
        };
    }

    private static OnnxTensor ReadTensor(OnnxMessage input)
    {
        string name = "";
        long type = 0;
        byte[] raw = [];
        var dims = new List<long>();
        var floats = new List<float>();
        var ints = new List<long>();
        while (input.Next())
        {
            switch (input.Field)
            {
                case OnnxField.TensorDims: input.AddInts(dims); break;
                case OnnxField.TensorDataType: type = input.Int(); break;
                case OnnxField.TensorFloatData: input.AddFloats(floats); break;
                case OnnxField.TensorInt64Data: input.AddInts(ints); break;
                case OnnxField.TensorName: name = input.Text(); break;
                case OnnxField.TensorRawData: raw = input.Bytes().ToByteArray(); break;
                default: input.Skip(); break;
            }
        }

        // Exporters use either the typed fields or raw_data; one form is enough for whoever reads the graph.
        if (floats.Count > 0)
            raw = MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(floats)).ToArray();
        else if (ints.Count > 0)
            raw = MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(ints)).ToArray();
        return new OnnxTensor(name, [.. dims], (OnnxElement)type, raw);
    }

    private static OnnxValue ReadValue(OnnxMessage input)
    {
        string name = "";
        var value = new OnnxValue("", OnnxElement.Undefined, []);
        while (input.Next())
        {
            switch (input.Field)
            {
                case OnnxField.ValueName: name = input.Text(); break;
                case OnnxField.ValueType: value = ReadType(input.Message()); break;
                default: input.Skip(); break;
            }
        }

        return value with { Name = name };
    }

    private static OnnxValue ReadType(OnnxMessage type)
    {
        long element = 0;
        var dims = new List<long>();
        while (type.Next())
        {
            // Sequences, maps and optionals are other fields: the value then stays Undefined, which no model of ours may be.
            if (type.Field != OnnxField.TypeTensor)
            {
                type.Skip();
                continue;
            }

            OnnxMessage tensor = type.Message();
            while (tensor.Next())
            {
                switch (tensor.Field)
                {
                    case OnnxField.TensorTypeElement: element = tensor.Int(); break;
                    case OnnxField.TensorTypeShape: ReadShape(tensor.Message(), dims); break;
                    default: tensor.Skip(); break;
                }
            }
        }

        return new OnnxValue("", (OnnxElement)element, [.. dims]);
    }

    private static void ReadShape(OnnxMessage shape, List<long> dims)
    {
        while (shape.Next())
        {
            if (shape.Field != OnnxField.ShapeDim)
            {
                shape.Skip();
                continue;
            }

            long length = -1;
            OnnxMessage dim = shape.Message();
            while (dim.Next())
            {
                if (dim.Field == OnnxField.DimValue) length = dim.Int();
                else dim.Skip();
            }

            dims.Add(length);
        }
    }
}
