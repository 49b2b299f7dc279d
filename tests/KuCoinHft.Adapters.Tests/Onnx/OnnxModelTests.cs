using KuCoinHft.Adapters.Onnx;

namespace KuCoinHft.Adapters.Tests.Onnx;

public sealed class OnnxModelTests
{
    public static TheoryData<string, int> Models => new() { { "momentum", 1 }, { "momentum", 2 }, { "meta", 1 }, { "meta", 2 } };

    [Theory, MemberData(nameof(Models))]
    public void Onnx_runtime_answers_as_the_plain_twin_does(string name, int seed)
    {
        byte[] onnx = OnnxFile.Write(MadeModels.Of(name, seed));
        var plain = new PlainModel(onnx);
        using OnnxModel model = Open(name, onnx);
        var random = new Random(seed);
        var output = new float[model.OutputCount];
        double spread = 0;
        for (int i = 0; i < 1_000; i++)
        {
            float[] input = MadeModels.Floats(random, model.InputCount, 3);
            double[] wanted = plain.Run(input);
            Assert.True(model.Run(input, output));
            for (int j = 0; j < wanted.Length; j++)
                Assert.True(Math.Abs(wanted[j] - output[j]) <= 1e-5, $"seed {seed}, input {i}, output {j}: {output[j]} instead of {wanted[j]}");
            spread = Math.Max(spread, wanted.Max() - wanted.Min());
        }

        // Else a model that always says the same would pass.
        Assert.True(spread > 0.1);
    }

    [Theory]
    [InlineData("momentum")]
    [InlineData("meta")]
    public void A_run_allocates_nothing(string name)
    {
        using OnnxModel model = Open(name, OnnxFile.Write(MadeModels.Of(name, 1)));
        Assert.Equal(0, BytesOf(model, leak: false));
    }

    [Fact]
    public void The_allocation_meter_sees_a_leak()
    {
        using OnnxModel model = Open("momentum", OnnxFile.Write(MadeModels.Of("momentum", 1)));
        Assert.NotEqual(0, BytesOf(model, leak: true));
    }

    [Theory]
    [InlineData("momentum", float.NaN)]
    [InlineData("momentum", float.PositiveInfinity)]
    [InlineData("meta", float.NaN)]
    [InlineData("meta", float.NegativeInfinity)]
    public void An_input_that_is_not_finite_gets_no_answer(string name, float bad)
    {
        using OnnxModel model = Open(name, OnnxFile.Write(MadeModels.Of(name, 1)));
        var input = new float[model.InputCount];
        var output = new float[model.OutputCount];
        input[^1] = bad;
        Assert.False(model.Run(input, output));
        input[^1] = 1;
        Assert.True(model.Run(input, output));
    }

    [Fact]
    public void An_answer_that_overflows_is_no_answer()
    {
        using OnnxModel model = Open("momentum", OnnxFile.Write(MadeModels.Mlp(1)));
        float[] input = [.. Enumerable.Repeat(float.MaxValue, model.InputCount)];
        Assert.False(model.Run(input, new float[model.OutputCount]));
    }

    [Fact]
    public void Spans_of_another_length_are_a_bug_and_throw()
    {
        using OnnxModel model = Open("momentum", OnnxFile.Write(MadeModels.Mlp(1)));
        Assert.Throws<ArgumentException>(() => model.Run(new float[11], new float[5]));
        Assert.Throws<ArgumentException>(() => model.Run(new float[12], new float[4]));
        Assert.True(model.Run(new float[12], new float[6]));
    }

    private static OnnxModel Open(string name, byte[] onnx)
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, name);
        ModelStore.Save(path, onnx, MadeModels.Manifest(name, onnx));
        ModelSlot slot = ModelStore.LoadOne(path, MadeModels.Features);
        Assert.Null(slot.Refusal);
        Assert.Null(slot.Warning);
        return slot.Model!;
    }

    private static long BytesOf(OnnxModel model, bool leak)
    {
        Span<float> input = stackalloc float[model.InputCount];
        Span<float> output = stackalloc float[model.OutputCount];
        for (int i = 0; i < 1_000; i++)
            model.Run(input, output);
        long before = GC.GetAllocatedBytesForCurrentThread();
        int answered = 0;
        for (int i = 0; i < 10_000; i++)
        {
            input[i % input.Length] = i * 1e-3f;
            answered += model.Run(input, output) ? 1 : 0;
            if (leak && i == 5_000)
                GC.KeepAlive(new object());
        }

        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(10_000, answered);
        return bytes;
    }
}
