using System.Runtime.Intrinsics;

namespace KuCoinHft.Adapters.Compiled;

/// <summary>What a layer does to its sums before it writes them.</summary>
internal enum Activation : byte
{
    None,
    Relu,
    LeakyRelu,
}

/// <summary>output = activation(input * weights + bias), one row.</summary>
/// <remarks>
/// Shape of packed weights: outputs are cut into blocks of 64, 32 and 8 (the last filled up with zeros), widest first; of each block the weights of input 0, then of
/// input 1, and so on, so that a block streams through the cache once. Always 256 bits and fused multiply-add, exact on every machine: a model answers alike everywhere.
/// </remarks>
internal static unsafe class DenseKernel
{
    /// <summary>Floats of one vector; every row's room is a multiple of it.</summary>
    public const int Lane = 8;

    private const int Wide = 64;
    private const int Middle = 32;

    /// <summary>Outputs in the block that begins where <paramref name="left"/> outputs, filled up, are still to be packed.</summary>
    public static int BlockOf(int left) => left >= Wide ? Wide : left >= Middle ? Middle : Lane;

    /// <param name="outputs">Filled up to a multiple of <see cref="Lane"/>, as the bias and the output are.</param>
    // SAFETY: the compiler of the network lays out inputs, outputs, bias and packed weights of just these lengths.
    public static void Run(float* input, int inputs, float* weights, float* bias, float* output, int outputs, Activation activation, float slope)
    {
        for (int at = 0; at < outputs;)
        {
            int block = BlockOf(outputs - at);
            if (block == Wide)
                RunWide(input, inputs, weights, bias + at, output + at);
            else if (block == Middle)
                RunMiddle(input, inputs, weights, bias + at, output + at);
            else
                RunLane(input, inputs, weights, bias + at, output + at);
            weights += (long)block * inputs;
            at += block;
        }

        if (activation != Activation.None)
            Activate(output, outputs, activation == Activation.Relu ? 0 : slope);
    }

    // Eight sums at once: as many as hide the latency of the multiply-add.
    private static void RunWide(float* input, int inputs, float* weights, float* bias, float* output)
    {
        Vector256<float> s0 = Vector256.Load(bias), s1 = Vector256.Load(bias + 8), s2 = Vector256.Load(bias + 16), s3 = Vector256.Load(bias + 24);
        Vector256<float> s4 = Vector256.Load(bias + 32), s5 = Vector256.Load(bias + 40), s6 = Vector256.Load(bias + 48), s7 = Vector256.Load(bias + 56);
        for (int i = 0; i < inputs; i++, weights += Wide)
        {
            Vector256<float> x = Vector256.Create(input[i]);
            s0 = Vector256.FusedMultiplyAdd(x, Vector256.Load(weights), s0);
            s1 = Vector256.FusedMultiplyAdd(x, Vector256.Load(weights + 8), s1);
            s2 = Vector256.FusedMultiplyAdd(x, Vector256.Load(weights + 16), s2);
            s3 = Vector256.FusedMultiplyAdd(x, Vector256.Load(weights + 24), s3);
            s4 = Vector256.FusedMultiplyAdd(x, Vector256.Load(weights + 32), s4);
            s5 = Vector256.FusedMultiplyAdd(x, Vector256.Load(weights + 40), s5);
            s6 = Vector256.FusedMultiplyAdd(x, Vector256.Load(weights + 48), s6);
            s7 = Vector256.FusedMultiplyAdd(x, Vector256.Load(weights + 56), s7);
        }

        s0.Store(output);
        s1.Store(output + 8);
        s2.Store(output + 16);
        s3.Store(output + 24);
        s4.Store(output + 32);
        s5.Store(output + 40);
        s6.Store(output + 48);
        s7.Store(output + 56);
    }

    // Four outputs' sums, each in two halves of the inputs: eight again.
    private static void RunMiddle(float* input, int inputs, float* weights, float* bias, float* output)
    {
        Vector256<float> a0 = Vector256.Load(bias), a1 = Vector256.Load(bias + 8), a2 = Vector256.Load(bias + 16), a3 = Vector256.Load(bias + 24);
        Vector256<float> b0 = default, b1 = default, b2 = default, b3 = default;
        int i = 0;
        for (; i + 2 <= inputs; i += 2, weights += 2 * Middle)
        {
            Vector256<float> x = Vector256.Create(input[i]);
            Vector256<float> y = Vector256.Create(input[i + 1]);
            a0 = Vector256.FusedMultiplyAdd(x, Vector256.Load(weights), a0);
            a1 = Vector256.FusedMultiplyAdd(x, Vector256.Load(weights + 8), a1);
            a2 = Vector256.FusedMultiplyAdd(x, Vector256.Load(weights + 16), a2);
            a3 = Vector256.FusedMultiplyAdd(x, Vector256.Load(weights + 24), a3);
            b0 = Vector256.FusedMultiplyAdd(y, Vector256.Load(weights + 32), b0);
            b1 = Vector256.FusedMultiplyAdd(y, Vector256.Load(weights + 40), b1);
            b2 = Vector256.FusedMultiplyAdd(y, Vector256.Load(weights + 48), b2);
            b3 = Vector256.FusedMultiplyAdd(y, Vector256.Load(weights + 56), b3);
        }

        if (i < inputs)
        {
            Vector256<float> x = Vector256.Create(input[i]);
            a0 = Vector256.FusedMultiplyAdd(x, Vector256.Load(weights), a0);
            a1 = Vector256.FusedMultiplyAdd(x, Vector256.Load(weights + 8), a1);
            a2 = Vector256.FusedMultiplyAdd(x, Vector256.Load(weights + 16), a2);
            a3 = Vector256.FusedMultiplyAdd(x, Vector256.Load(weights + 24), a3);
        }

        (a0 + b0).Store(output);
        (a1 + b1).Store(output + 8);
        (a2 + b2).Store(output + 16);
        (a3 + b3).Store(output + 24);
    }

    // One vector of outputs, its sums in four quarters of the inputs.
    private static void RunLane(float* input, int inputs, float* weights, float* bias, float* output)
    {
        Vector256<float> a = Vector256.Load(bias), b = default, c = default, d = default;
        int i = 0;
        for (; i + 4 <= inputs; i += 4, weights += 4 * Lane)
        {
            a = Vector256.FusedMultiplyAdd(Vector256.Create(input[i]), Vector256.Load(weights), a);
            b = Vector256.FusedMultiplyAdd(Vector256.Create(input[i + 1]), Vector256.Load(weights + 8), b);
            c = Vector256.FusedMultiplyAdd(Vector256.Create(input[i + 2]), Vector256.Load(weights + 16), c);
            d = Vector256.FusedMultiplyAdd(Vector256.Create(input[i + 3]), Vector256.Load(weights + 24), d);
        }

        for (; i < inputs; i++, weights += Lane)
            a = Vector256.FusedMultiplyAdd(Vector256.Create(input[i]), Vector256.Load(weights), a);
        ((a + b) + (c + d)).Store(output);
    }

    // With slope 0 it is Relu.
    private static void Activate(float* values, int count, float slope)
    {
        Vector256<float> slopes = Vector256.Create(slope);
        for (int i = 0; i < count; i += Lane)
        {
            Vector256<float> x = Vector256.Load(values + i);
            Vector256.FusedMultiplyAdd(slopes, Vector256.Min(x, Vector256<float>.Zero), Vector256.Max(x, Vector256<float>.Zero)).Store(values + i);
        }
    }
}
