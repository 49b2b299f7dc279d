using System.Text.Json.Nodes;
using KuCoinHft.Adapters.Tests.Disk;

namespace KuCoinHft.Cli.Tests.Verbs;

public sealed class ModelsTests : IDisposable
{
    private static readonly string[] Names = ["momentum", "volatility-breakout", "statistical-arbitrage", "meta"];
    private readonly TemporaryFolder _folder = new();

    public ModelsTests()
    {
        foreach (string name in Names)
        {
            Directory.CreateDirectory(_folder.File(name));
            foreach (string file in Directory.GetFiles(Path.Combine(Checkout.Models, name)))
                File.Copy(file, Path.Combine(_folder.File(name), Path.GetFileName(file)));
        }
    }

    [Fact]
    public async Task The_models_that_ship_are_all_in_use()
    {
        Outcome check = await Kchft.RunAsync("models", "check", "--models", Checkout.Models);

        Assert.Equal(0, check.ExitCode);
        Assert.Equal(Names.Select(n => $"{n}: in use by vector256-fma-1"), check.Lines);
    }

    [Fact]
    public async Task The_models_of_the_checkout_are_found_without_being_named()
    {
        Outcome check = await Kchft.RunAsync("models", "check");

        Assert.Equal(0, check.ExitCode);
    }

    [Fact]
    public async Task A_missing_model_is_named_with_its_mend()
    {
        Directory.Delete(_folder.File("momentum"), recursive: true);

        Outcome check = await CheckAsync();

        Assert.Equal(1, check.ExitCode);
        Assert.Equal(4, check.Lines.Length);
        Assert.Contains($"there is no folder {_folder.File("momentum")}", check.Lines[0], StringComparison.Ordinal);
        Assert.Contains("Train the model, or copy its folder there", check.Lines[0], StringComparison.Ordinal);
        Assert.All(check.Lines[1..], line => Assert.EndsWith(": in use by vector256-fma-1", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_damaged_model_is_refused_and_the_others_stay_in_use()
    {
        string path = Path.Combine(_folder.File("meta"), "model.onnx");
        byte[] bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]);

        Outcome check = await CheckAsync();

        Assert.Equal(1, check.ExitCode);
        Assert.StartsWith("meta: ModelUnreadable: ", check.Lines[3], StringComparison.Ordinal);
        Assert.All(check.Lines[..3], line => Assert.EndsWith(": in use by vector256-fma-1", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_sealed_copy_is_in_use_and_its_model_file_is_untouched()
    {
        byte[] before = File.ReadAllBytes(Path.Combine(_folder.File("momentum"), "model.onnx"));

        Outcome seal = await Kchft.RunAsync("models", "seal", _folder.File("momentum"));

        Assert.Equal(0, seal.ExitCode);
        string sha256 = Manifest("momentum")["modelSha256"]!.GetValue<string>();
        Assert.Contains($"SHA-256 {sha256}", Assert.Single(seal.Lines), StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(_folder.File("momentum"), "model.onnx")));
        Assert.Equal(0, (await CheckAsync()).ExitCode);
    }

    [Fact]
    public async Task A_model_that_answers_otherwise_than_its_manifest_says_is_refused_until_it_is_sealed()
    {
        string path = Path.Combine(_folder.File("momentum"), "manifest.json");
        JsonNode manifest = Manifest("momentum");
        manifest["goldenVectors"]![0]!["output"]![0] = 12345.0;
        File.WriteAllText(path, manifest.ToJsonString());
        Outcome before = await CheckAsync();

        Outcome seal = await Kchft.RunAsync("models", "seal", _folder.File("momentum"));

        Assert.Equal(1, before.ExitCode);
        Assert.StartsWith("momentum: GoldenMismatch: ", before.Lines[0], StringComparison.Ordinal);
        Assert.Equal(0, seal.ExitCode);
        Assert.Equal(0, (await CheckAsync()).ExitCode);
    }

    [Fact]
    public async Task A_folder_without_a_model_cannot_be_sealed()
    {
        string model = Path.Combine(_folder.File("momentum"), "model.onnx");
        File.Delete(model);

        (await Kchft.RunAsync("models", "seal", _folder.File("momentum"))).AssertRefused(model, "copy both its files there");
    }

    public void Dispose() => _folder.Dispose();

    private Task<Outcome> CheckAsync() => Kchft.RunAsync("models", "check", "--models", _folder.Path);

    private JsonNode Manifest(string name) => JsonNode.Parse(File.ReadAllText(Path.Combine(_folder.File(name), "manifest.json")))!;
}
