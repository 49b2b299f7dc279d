namespace KuCoinHft.Adapters.Onnx;

/// <summary>Field numbers of the messages that an ONNX file is made of.</summary>
/// <remarks>
/// <code>
/// ModelProto: ir_version | producer | opset_import* | graph
///   GraphProto: node* | name | initializer* | input* | output*
///     NodeProto: input* | output* | name | op_type | attribute* | domain
///     TensorProto: dims* | data_type | name | raw_data or float_data
///     ValueInfoProto: name | TypeProto: tensor_type: elem_type | shape: dim*: dim_value or dim_param
/// </code>
/// Source: onnx.proto (proto2) of ONNX, IR version 8. Repeated numbers there are unpacked save where the file says packed;
/// a reader has to take both forms (protobuf encoding, "Packed repeated fields").
/// </remarks>
internal static class OnnxField
{
    public const int ModelIrVersion = 1, ModelProducerName = 2, ModelGraph = 7, ModelOpsetImport = 8;
    public const int OpsetDomain = 1, OpsetVersion = 2;
    public const int GraphNode = 1, GraphName = 2, GraphInitializer = 5, GraphInput = 11, GraphOutput = 12;
    public const int NodeInput = 1, NodeOutput = 2, NodeName = 3, NodeOpType = 4, NodeAttribute = 5, NodeDomain = 7;
    public const int AttributeName = 1, AttributeFloat = 2, AttributeInt = 3, AttributeString = 4, AttributeTensor = 5;
    public const int AttributeFloats = 7, AttributeInts = 8, AttributeStrings = 9, AttributeType = 20;
    public const int TensorDims = 1, TensorDataType = 2, TensorFloatData = 4, TensorInt64Data = 7, TensorName = 8, TensorRawData = 9;
    public const int ValueName = 1, ValueType = 2;
    public const int TypeTensor = 1;
    public const int TensorTypeElement = 1, TensorTypeShape = 2;
    public const int ShapeDim = 1;
    public const int DimValue = 1;
}
