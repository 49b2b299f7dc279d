using KuCoinHft.Adapters.Onnx;

namespace KuCoinHft.Adapters.Tests.Onnx;

public sealed class OnnxFileTests
{
    [Fact]
    public void A_network_reads_back_as_it_was_written()
    {
        OnnxGraph written = MadeModels.Mlp(3);
        OnnxGraph read = OnnxFile.Read(OnnxFile.Write(written));
        Assert.Equal(8, read.IrVersion);
        Assert.Equal("kchft", read.Producer);
        Assert.Equal([new OnnxOpset("", 13)], read.Opsets);
        Assert.Equal(["Gemm", "Relu", "Gemm", "Relu", "Gemm"], read.Nodes.Select(node => node.OpType));
        Assert.Equal(["weights0", "bias0", "weights1", "bias1", "weights2", "bias2"], read.Initializers.Select(tensor => tensor.Name));
        Assert.Equal([12, 16], read.Initializers[0].Dims);
        for (int i = 0; i < written.Initializers.Count; i++)
            Assert.Equal(written.Initializers[i].Floats(), read.Initializers[i].Floats());
        Assert.Equal(["hidden1", "weights2", "bias2"], read.Nodes[^1].Inputs);
        Assert.Equal(("features", OnnxElement.Float), (read.Inputs[0].Name, read.Inputs[0].Element));
        Assert.Equal([1, 12], read.Inputs[0].Dims);
        Assert.Equal([1, 5], read.Outputs[0].Dims);
    }

    [Fact]
    public void Trees_read_back_as_they_were_written()
    {
        OnnxGraph written = MadeModels.Trees(3);
        OnnxGraph read = OnnxFile.Read(OnnxFile.Write(written));
        Assert.Equal([new OnnxOpset("", 13), new OnnxOpset("ai.onnx.ml", 1)], read.Opsets);
        OnnxNode before = written.Nodes[0], after = Assert.Single(read.Nodes);
        Assert.Equal("ai.onnx.ml", after.Domain);
        Assert.Equal(before.Attributes.Select(a => (a.Name, a.Type)), after.Attributes.Select(a => (a.Name, a.Type)));
        foreach (OnnxAttribute attribute in before.Attributes)
        {
            OnnxAttribute same = after.Attribute(attribute.Name)!;
            Assert.Equal(attribute.Floats, same.Floats);
            Assert.Equal(attribute.Ints, same.Ints);
            Assert.Equal(attribute.Strings, same.Strings);
            Assert.Equal(attribute.String, same.String);
        }
    }

    /// <summary>Hand-packed bytes of onnx.proto, so that writer and reader cannot share a mistake about the format.</summary>
    [Fact]
    public void Packed_numbers_typed_data_open_lengths_and_unknown_fields_are_read()
    {
        byte[] tensor = [.. Varint(1, 2), .. Varint(2, 1), .. Bytes(4, [0, 0, 128, 63, 0, 0, 0, 192]), .. Text(8, "w")];
        byte[] attribute = [.. Text(1, "ids"), .. Bytes(8, [5, 172, 2]), .. Text(13, "a doc string"), .. Varint(20, 7)];
        byte[] node = [.. Text(1, "x"), .. Text(2, "y"), .. Text(4, "Op"), .. Bytes(5, attribute)];
        byte[] shape = [.. Bytes(1, Text(2, "batch")), .. Bytes(1, Varint(1, 3))];
        byte[] value = [.. Text(1, "y"), .. Bytes(2, Bytes(1, [.. Varint(1, 1), .. Bytes(2, shape)]))];
        byte[] graph = [.. Bytes(1, node), .. Text(2, "g"), .. Bytes(5, tensor), .. Bytes(12, value)];
        byte[] file = [.. Varint(1, 7), .. Varint(5, 99), .. Bytes(7, graph), .. Bytes(8, Varint(2, 15)), 0x9D, 0x06, 1, 2, 3, 4];

        OnnxGraph read = OnnxFile.Read(file);
        Assert.Equal(7, read.IrVersion);
        Assert.Equal([new OnnxOpset("", 15)], read.Opsets);
        Assert.Equal([1f, -2f], read.Initializers[0].Floats());
        Assert.Equal([5L, 300L], read.Nodes[0].Attribute("ids")!.Ints);
        Assert.Equal([-1L, 3L], read.Outputs[0].Dims);
    }

    [Fact]
    public void No_prefix_of_a_file_reads_as_a_whole_one_up_to_the_last_field()
    {
        byte[] whole = OnnxFile.Write(MadeModels.Mlp(3));
        int endOfGraph = Enumerable.Range(1, whole.Length).First(length => Reads(whole.AsMemory(0, length)));

        // Behind the graph stand the opsets alone: a file that lacks them reads, and ONNX Runtime refuses it.
        Assert.InRange(endOfGraph, whole.Length - 16, whole.Length);
    }

    [Fact]
    public void A_flipped_byte_is_read_or_refused_and_never_a_crash()
    {
        byte[] whole = OnnxFile.Write(MadeModels.Trees(3, trees: 4));
        int refused = 0;
        for (int i = 0; i < whole.Length; i++)
        {
            whole[i] ^= 0x5A;
            refused += Reads(whole) ? 0 : 1;
            whole[i] ^= 0x5A;
        }

        Assert.True(refused > 0);
        Assert.True(Reads(whole));
    }

    [Fact]
    public void Layers_that_do_not_fit_are_refused()
    {
        var first = new DenseLayer(2, 3, new float[6], new float[3]);
        Assert.Throws<ArgumentException>(() => MlpGraph.Of([first, new DenseLayer(4, 1, new float[4], new float[1])]));
        Assert.Throws<ArgumentException>(() => MlpGraph.Of([first with { Weights = new float[5] }]));
    }

    private static bool Reads(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            OnnxFile.Read(bytes);
            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private static byte[] Varint(int field, byte value) => [(byte)(field << 3 & 0x7F | (field > 15 ? 0x80 : 0)), .. field > 15 ? [(byte)(field >> 4)] : Array.Empty<byte>(), value];

    private static byte[] Bytes(int field, byte[] value) => [(byte)((field << 3) | 2), (byte)value.Length, .. value];

    private static byte[] Text(int field, string value) => Bytes(field, System.Text.Encoding.UTF8.GetBytes(value));
}
