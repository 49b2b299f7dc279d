using KuCoinHft.Adapters.Tests.Disk;

namespace KuCoinHft.Cli.Tests.Verbs;

public sealed class ReplayMistakesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_missing_file_is_named()
    {
        string missing = _folder.File("missing.log");

        (await ReplayAsync("--file", missing)).AssertRefused(missing, "--file");
    }

    [Fact]
    public async Task A_folder_is_no_recording()
    {
        (await ReplayAsync("--file", _folder.Path)).AssertRefused(_folder.Path, "--file");
    }

    [Fact]
    public async Task An_unknown_recording_is_refused_with_those_that_there_are()
    {
        (await ReplayAsync("--data", "kucoin-1999")).AssertRefused("kucoin-1999", "kucoin-2021", "binance-2024");
    }

    [Fact]
    public async Task A_name_and_files_exclude_each_other()
    {
        (await ReplayAsync("--data", "kucoin-2021", "--file", Checkout.KuCoin2021("KUCOIN.0"))).AssertRefused("--data", "--file");
    }

    [Fact]
    public async Task A_text_that_is_no_recording_is_refused_with_what_one_looks_like()
    {
        string text = _folder.File("letter.txt");
        File.WriteAllText(text, "Dear reader,\n");

        (await ReplayAsync("--file", text)).AssertRefused("letter.txt:1", "<unix seconds>: {", "<unix nanoseconds> {");
    }

    [Fact]
    public async Task An_empty_file_is_refused()
    {
        string empty = _folder.File("empty.log");
        File.WriteAllText(empty, "");

        (await ReplayAsync("--file", empty)).AssertRefused(empty, "empty", "one message a line");
    }

    [Fact]
    public async Task A_gzip_file_that_was_cut_is_refused()
    {
        string cut = _folder.File("cut.gz");
        byte[] whole = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "recordings", "binance-2024", "spot_btcusdt_20240808.jsonl.gz"));
        File.WriteAllBytes(cut, whole[..^100]);

        (await ReplayAsync("--file", cut)).AssertRefused(cut, "cut or damaged", "Fetch it anew");
    }

    [Fact]
    public async Task A_missing_models_folder_is_named()
    {
        (await Kchft.RunAsync("replay", "--models", _folder.File("none"))).AssertRefused(_folder.File("none"), "--models");
    }

    public void Dispose() => _folder.Dispose();

    private static Task<Outcome> ReplayAsync(params string[] arguments) => Kchft.RunWithModelsAsync(["replay", .. arguments]);
}
