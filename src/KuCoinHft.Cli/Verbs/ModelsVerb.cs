using System.CommandLine;
using KuCoinHft.Adapters.Onnx;
using KuCoinHft.Exchange.Recordings;
using KuCoinHft.Research.Backtest;
using KuCoinHft.Research.Report;
using KuCoinHft.Research.Train;

namespace KuCoinHft.Cli.Verbs;

/// <summary><c>kchft models</c>: check, seal and train.</summary>
internal static class ModelsVerb
{
    public static Command Create()
    {
        var command = new Command(
            "models",
            """
            Checks, seals and trains the models that the engine loads at its start.

              kchft models check                  which are used, which are refused, why, and what mends it
              kchft models seal models/momentum   after you replaced its model.onnx
            """);
        command.Subcommands.Add(Check());
        command.Subcommands.Add(Seal());
        command.Subcommands.Add(Imitate());
        return command;
    }

    private static Command Check()
    {
        var command = new Command(
            "check",
            """
            Loads every model as the engine would, and says which are used and which are refused, why, and what mends it.

            Ends with 0 when all are in use, else with 1.

              kchft models check
              kchft models check --models my-models
            """);
        var models = VerbOptions.Models();
        var json = VerbOptions.Json();
        command.Options.Add(models);
        command.Options.Add(json);
        command.SetAction(parsed =>
        {
            using ModelStore store = ModelStore.Load(ModelsFolder.Find(parsed.GetValue(models)), EngineModels.Features);
            ModelReport[] reports = [.. store.Slots.Select(ModelReport.Of)];
            if (parsed.GetValue(json))
                Console.Out.WriteLine(Json.Text(reports));
            else
                Array.ForEach(reports, Console.Out.WriteLine);
            return Array.TrueForAll(reports, r => r.IsUsed) ? 0 : 1;
        });
        return command;
    }

    private static Command Seal()
    {
        var command = new Command(
            "seal",
            """
            After you replaced a model.onnx: runs it, and writes its hash and golden vectors into its manifest.

            Scores of the file before it go, since they would be untrue of this one.

              kchft models seal models/momentum
            """);
        var folder = new Argument<string>("folder") { Description = "The model's folder, for example models/momentum." };
        var json = VerbOptions.Json();
        command.Arguments.Add(folder);
        command.Options.Add(json);
        command.SetAction(parsed =>
        {
            (ModelManifest? manifest, ModelRefusal? refusal) = ModelSeal.Seal(parsed.GetValue(folder)!);
            if (refusal is not null)
            {
                Console.Error.WriteLine($"kchft: {refusal}");
                return UserError.ExitCode;
            }

            if (parsed.GetValue(json))
                Console.Out.WriteLine(Json.Text([ModelReport.Of(manifest!)]));
            else
                Console.Out.WriteLine($"{manifest!.Name}: sealed, {manifest.GoldenVectors.Length} golden vectors, SHA-256 {manifest.ModelSha256}");
            return 0;
        });
        return command;
    }

    private static Command Imitate()
    {
        var command = new Command(
            "imitate",
            """
            Trains the four small models that ship: each agent's network imitates its plain rule, the trees imitate the meta rule.

            They are honest stand-ins that make the inference path real; what they score is how well they imitate, not what they earn.
            They are trained on the shipped recordings. Same seed: the same files, byte for byte.

              kchft models imitate
              kchft models imitate --models my-models --seed 7
            """);
        var models = VerbOptions.Models();
        var seed = new Option<int>("--seed") { Description = "Seed of the weights and of the order of samples. Default: 1.", DefaultValueFactory = _ => 1 };
        var json = VerbOptions.Json();
        command.Options.Add(models);
        command.Options.Add(seed);
        command.Options.Add(json);
        command.SetAction((parsed, cancellation) =>
        {
            bool isJson = parsed.GetValue(json);
            IReadOnlyList<ModelManifest> trained = ImitationTraining.Run(
                [.. RecordingCatalog.Names.Select(RecordingCatalog.Open)],
                ModelsFolder.Find(parsed.GetValue(models)),
                parsed.GetValue(seed),
                isJson ? TextWriter.Null : Console.Out,
                cancellation);
            if (isJson)
                Console.Out.WriteLine(Json.Text([.. trained.Select(ModelReport.Of)]));
            return Task.FromResult(0);
        });
        return command;
    }
}
