using System.Runtime.InteropServices;
using KuCoinHft.Adapters.Onnx;

namespace KuCoinHft.Adapters.Compiled;

/// <summary>Turns an ONNX graph of dense layers, activations and the joints of a dueling head into a <see cref="CompiledNetwork"/>.</summary>
/// <remarks>
/// Takes Gemm, MatMul, Add, Sub, Relu, LeakyRelu, Tanh, Sigmoid, Softmax, Concat, Slice, ReduceMean, Constant, Identity and Cast to float, on rows [1, n].
/// A bias added to a product and a Relu behind a layer become part of the layer. Errors: any other graph throws <see cref="NotCompiledException"/>, which says what it met.
/// </remarks>
internal sealed class NetworkCompiler
{
    private readonly Dictionary<string, Place> _places = [];
    private readonly Dictionary<string, OnnxTensor> _constants = [];
    private readonly Dictionary<string, int> _readers = [];
    private readonly Dictionary<string, int> _layers = [];
    private readonly List<float> _floats = [];
    private readonly List<Step> _steps = [];

    private NetworkCompiler(OnnxGraph graph)
    {
        foreach (OnnxTensor tensor in graph.Initializers)
            _constants[tensor.Name] = tensor;
        foreach (string input in graph.Nodes.SelectMany(node => node.Inputs))
            CountReader(input);
        foreach (OnnxValue output in graph.Outputs)
            CountReader(output.Name);
    }

    /// <summary>Compiles the graph from its input to one of its outputs.</summary>
    public static CompiledNetwork Compile(OnnxGraph graph, ModelSignature signature, int[] inputFeatures)
    {
        var compiler = new NetworkCompiler(graph);
        Place input = compiler.Room(signature.InputCount);
        compiler._places[signature.InputName] = input;
        foreach (OnnxNode node in graph.Nodes)
            compiler.Take(node);
        Place output = compiler.PlaceOf(signature.OutputName);
        if (output.Count != signature.OutputCount)
            throw new NotCompiledException($"its output has {output.Count} numbers by our reading and {signature.OutputCount} by ONNX Runtime's");
        var block = new FloatBlock(compiler._floats.Count);
        CollectionsMarshal.AsSpan(compiler._floats).CopyTo(block.Span);
        return new CompiledNetwork(block, [.. compiler._steps], inputFeatures, input.At, input.Count, output.At, output.Count);
    }

    /// <summary>The next multiple of a vector's floats.</summary>
    public static int FilledUp(int count) => (count + DenseKernel.Lane - 1) / DenseKernel.Lane * DenseKernel.Lane;

    private void Take(OnnxNode node)
    {
        switch (node.OpType)
        {
            case "Gemm": TakeGemm(node); break;
            case "MatMul": AddLayer(node, ConstantOf(node, 1), isTransposed: false, null); break;
            case "Add": TakeAdd(node); break;
            case "Sub": AddPair(node, StepKind.Subtract); break;
            case "Relu": TakeRectifier(node, Activation.Relu, 0); break;
            case "LeakyRelu": TakeRectifier(node, Activation.LeakyRelu, node.Attribute("alpha")?.Float ?? 0.01f); break;
            case "Tanh": AddEach(node, StepKind.Tanh, 0); break;
            case "Sigmoid": AddEach(node, StepKind.Sigmoid, 0); break;
            case "Softmax":
                RequireRowAxis(node, node.Attribute("axis")?.Int ?? -1);
                AddEach(node, StepKind.Softmax, 0);
                break;
            case "Concat": TakeConcat(node); break;
            case "Slice": TakeSlice(node); break;
            case "ReduceMean": TakeMean(node); break;
            case "Constant": _constants[node.Outputs[0]] = node.Attribute("value")?.Tensor ?? throw Not(node, "has no tensor"); break;
            case "Identity": _places[node.Outputs[0]] = PlaceOf(node.Inputs[0]); break;
            case "Cast" when node.Attribute("to")?.Int == (long)OnnxElement.Float: _places[node.Outputs[0]] = PlaceOf(node.Inputs[0]); break;
            default: throw new NotCompiledException($"it has the operator {node.OpType}");
        }
    }

    private void TakeGemm(OnnxNode node)
    {
        float alpha = node.Attribute("alpha")?.Float ?? 1;
        float beta = node.Attribute("beta")?.Float ?? 1;
        if (alpha != 1 || beta != 1 || (node.Attribute("transA")?.Int ?? 0) != 0)
            throw Not(node, "scales, or turns its input");
        OnnxTensor? bias = node.Inputs.Length > 2 && node.Inputs[2].Length > 0 ? ConstantOf(node, 2) : null;
        AddLayer(node, ConstantOf(node, 1), (node.Attribute("transB")?.Int ?? 0) != 0, bias);
    }

    private void AddLayer(OnnxNode node, OnnxTensor weights, bool isTransposed, OnnxTensor? bias)
    {
        Place source = PlaceOf(node.Inputs[0]);
        if (weights.Dims.Length != 2)
            throw Not(node, $"has weights of {weights.Dims.Length} dimensions");
        int inputs = (int)weights.Dims[isTransposed ? 1 : 0];
        int outputs = (int)weights.Dims[isTransposed ? 0 : 1];
        if (inputs != source.Count)
            throw Not(node, $"reads {inputs} numbers and is given {source.Count}");
        float[] values = weights.Floats();
        int biasAt = Room(outputs).At;
        if (bias is not null)
            AddBias(node, bias, biasAt, outputs);
        int weightsAt = _floats.Count;
        for (int at = 0; at < FilledUp(outputs);)
        {
            int block = DenseKernel.BlockOf(FilledUp(outputs) - at);
            for (int i = 0; i < inputs; i++)
            {
                for (int j = at; j < at + block; j++)
                    _floats.Add(j >= outputs ? 0 : values[isTransposed ? (j * inputs) + i : (i * outputs) + j]);
            }

            at += block;
        }

        Place target = Room(outputs);
        _layers[node.Outputs[0]] = _steps.Count;
        Add(node, new Step { Kind = StepKind.Dense, Source = source.At, Count = inputs, Weights = weightsAt, Bias = biasAt }, target);
    }

    // A constant behind a layer is the layer's bias, if nothing else wants the bare product.
    private void TakeAdd(OnnxNode node)
    {
        for (int side = 0; side < 2; side++)
        {
            if (!_constants.TryGetValue(node.Inputs[1 - side], out OnnxTensor? constant) || LayerOf(node.Inputs[side]) is not { } layer)
                continue;
            AddBias(node, constant, _steps[layer].Bias, _steps[layer].TargetCount);
            _places[node.Outputs[0]] = PlaceOf(node.Inputs[side]);
            _layers[node.Outputs[0]] = layer;
            return;
        }

        AddPair(node, StepKind.Add);
    }

    private void TakeRectifier(OnnxNode node, Activation activation, float slope)
    {
        if (LayerOf(node.Inputs[0]) is not { } layer)
        {
            AddEach(node, StepKind.Rectify, slope);
            return;
        }

        Step step = _steps[layer];
        step.Activation = activation;
        step.Slope = slope;
        _steps[layer] = step;
        _places[node.Outputs[0]] = PlaceOf(node.Inputs[0]);
    }

    private void TakeConcat(OnnxNode node)
    {
        RequireRowAxis(node, node.Attribute("axis")?.Int ?? throw Not(node, "names no axis"));
        Place[] parts = [.. node.Inputs.Select(PlaceOf)];
        Place target = Room(parts.Sum(part => part.Count));
        int at = target.At;
        foreach (Place part in parts)
        {
            _steps.Add(new Step { Kind = StepKind.Copy, Source = part.At, Count = part.Count, Target = at, TargetCount = part.Count });
            at += part.Count;
        }

        _places[node.Outputs[0]] = target;
    }

    // A slice is a view: nothing is copied.
    private void TakeSlice(OnnxNode node)
    {
        Place source = PlaceOf(node.Inputs[0]);
        long[] starts = IntsOf(node, 1), ends = IntsOf(node, 2);
        long[] axes = node.Inputs.Length > 3 ? IntsOf(node, 3) : [0];
        if (starts.Length != 1 || axes.Length != 1 || (node.Inputs.Length > 4 && IntsOf(node, 4) is not [1]))
            throw Not(node, "has more than one axis, or steps");
        RequireRowAxis(node, axes[0]);
        int first = (int)Math.Clamp(starts[0] < 0 ? starts[0] + source.Count : starts[0], 0, source.Count);
        int end = (int)Math.Clamp(ends[0] < 0 ? ends[0] + source.Count : ends[0], first, source.Count);
        if (end == first)
            throw Not(node, "leaves nothing");
        _places[node.Outputs[0]] = new Place(source.At + first, end - first);
    }

    private void TakeMean(OnnxNode node)
    {
        long[] axes = node.Attribute("axes")?.Ints ?? (node.Inputs.Length > 1 ? IntsOf(node, 1) : []);
        if (axes.Length != 1)
            throw Not(node, "has not one axis");
        RequireRowAxis(node, axes[0]);
        Place source = PlaceOf(node.Inputs[0]);
        Add(node, new Step { Kind = StepKind.Mean, Source = source.At, Count = source.Count }, Room(1));
    }

    private void AddEach(OnnxNode node, StepKind kind, float slope)
    {
        Place source = PlaceOf(node.Inputs[0]);
        Add(node, new Step { Kind = kind, Source = source.At, Count = source.Count, Slope = slope }, Room(source.Count));
    }

    private void AddPair(OnnxNode node, StepKind kind)
    {
        Place first = PlaceOf(node.Inputs[0]);
        Place second = PlaceOf(node.Inputs[1]);
        if (first.Count != second.Count && first.Count != 1 && second.Count != 1)
            throw Not(node, $"joins {first.Count} numbers and {second.Count}");
        int count = Math.Max(first.Count, second.Count);
        Add(node, new Step { Kind = kind, Source = first.At, Count = count, Second = second.At, IsSourceOne = first.Count == 1, IsSecondOne = second.Count == 1 }, Room(count));
    }

    private void Add(OnnxNode node, Step step, Place target)
    {
        step.Target = target.At;
        step.TargetCount = target.Count;
        _steps.Add(step);
        _places[node.Outputs[0]] = target;
    }

    private void AddBias(OnnxNode node, OnnxTensor bias, int at, int outputs)
    {
        float[] values = bias.Floats();
        if (values.Length != 1 && values.Length != outputs)
            throw Not(node, $"has a bias of {values.Length} numbers for {outputs} outputs");
        for (int j = 0; j < outputs; j++)
            _floats[at + j] += values[values.Length == 1 ? 0 : j];
    }

    // The layer whose bare result this is, if nobody else reads it.
    private int? LayerOf(string value) =>
        _layers.TryGetValue(value, out int step) && _readers[value] == 1 && _steps[step].Activation == Activation.None ? step : null;

    private Place PlaceOf(string value)
    {
        if (_places.TryGetValue(value, out Place place))
            return place;
        if (!_constants.TryGetValue(value, out OnnxTensor? constant))
            throw new NotCompiledException($"it reads '{value}', which no operator before it writes");
        if (constant.Dims.Length > 1 && constant.Dims[..^1].Any(length => length != 1))
            throw new NotCompiledException($"the constant '{value}' has more than one row");
        float[] values = constant.Floats();
        place = Room(values.Length);
        for (int i = 0; i < values.Length; i++)
            _floats[place.At + i] = values[i];
        return _places[value] = place;
    }

    private Place Room(int count)
    {
        var place = new Place(_floats.Count, count);
        for (int i = 0; i < FilledUp(count); i++)
            _floats.Add(0);
        return place;
    }

    private OnnxTensor ConstantOf(OnnxNode node, int input) =>
        _constants.TryGetValue(node.Inputs[input], out OnnxTensor? constant) ? constant : throw Not(node, $"computes its input {input}");

    private long[] IntsOf(OnnxNode node, int input)
    {
        OnnxTensor constant = ConstantOf(node, input);
        return constant.Element == OnnxElement.Int64 ? MemoryMarshal.Cast<byte, long>(constant.Raw).ToArray() : throw Not(node, $"has {constant.Element} as input {input}");
    }

    private void CountReader(string value) => _readers[value] = _readers.GetValueOrDefault(value) + 1;

    private static void RequireRowAxis(OnnxNode node, long axis)
    {
        if (axis is not (1 or -1))
            throw Not(node, $"works along axis {axis}");
    }

    private static NotCompiledException Not(OnnxNode node, string what) => new($"{node.OpType} '{node.Name}' {what}");

    private readonly record struct Place(int At, int Count);
}
