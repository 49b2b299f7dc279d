using System.CommandLine;
using KuCoinHft.Adapters.Disk;
using KuCoinHft.Cli.Journal;
using KuCoinHft.Cli.Output;
using KuCoinHft.Engine.Journal;

namespace KuCoinHft.Cli.Verbs;

/// <summary><c>kchft journal</c>: verify, stat, cat and export.</summary>
internal static class JournalVerb
{
    private const int DamagedExitCode = 1;

    public static Command Create()
    {
        var command = new Command(
            "journal",
            """
            Says whether a journal is whole and what it holds, and writes its records out. A journal is a folder that 'kchft demo --journal' wrote.

            A torn or damaged journal is read as well: every intact record, and each damage by file, byte, record and sequence.

              kchft journal verify DIR
              kchft journal cat DIR --kind decision --limit 10
            """);
        command.Subcommands.Add(Verify());
        command.Subcommands.Add(Stat());
        command.Subcommands.Add(Cat());
        command.Subcommands.Add(Export());
        return command;
    }

    private static Command Verify()
    {
        var command = new Command(
            "verify",
            """
            Reads every record and its checksum, and names each damage by file, byte, record and sequence.

            Ends with 0 when the journal is whole, else with 1. A journal whose writer was killed is whole when every record up to its end is.

              kchft journal verify DIR
              kchft journal verify DIR --json
            """);
        SetReport(command, JournalTable.PrintVerdict, report => report.IsWhole ? 0 : DamagedExitCode);
        return command;
    }

    private static Command Stat()
    {
        var command = new Command(
            "stat",
            """
            Counts the records by kind and source, and says their sequences, times, rate and longest silence.

              kchft journal stat DIR
              kchft journal stat DIR --json
            """);
        SetReport(command, JournalTable.PrintStatistics, _ => 0);
        return command;
    }

    private static void SetReport(Command command, Action<JournalReport> print, Func<JournalReport, int> exitCode)
    {
        Argument<string> journal = Place(command);
        Option<bool> json = VerbOptions.Json();
        command.Options.Add(json);
        command.SetAction(parsed =>
        {
            JournalReport report = JournalReport.Of(parsed.GetValue(journal)!);
            if (parsed.GetValue(json))
                Console.Out.WriteLine(Json.Text(report));
            else
                print(report);
            return exitCode(report);
        });
    }

    private static Command Cat()
    {
        var command = new Command(
            "cat",
            """
            Prints the records as JSON, one a line, in the order of their sequence: a frame, then what was decided and done about it.

            Decisions come with their Q-values, weights and reason, actions with price and size, all by name. Damage is passed over, said on stderr,
            and ends it with 1.

              kchft journal cat DIR --from 4711 --to 4711
              kchft journal cat DIR --kind action
            """);
        Argument<string> journal = Place(command);
        var filter = new JournalFilterOptions(command);
        // The output is JSON either way; the option is accepted so that every verb has it.
        command.Options.Add(VerbOptions.Json());
        command.SetAction((parsed, cancellation) =>
        {
            JournalFilter wanted = filter.Read(parsed);
            using var records = new JournalRecords(parsed.GetValue(journal)!);
            using Stream output = StandardOutput.Open();
            using var exporter = new JournalExporter(output, JournalFormat.Jsonl);
            try
            {
                exporter.Write(records, wanted, cancellation);
            }
            catch (IOException e) when (StandardOutput.IsClosedByReader(e))
            {
                return Task.FromResult(0);
            }

            return Task.FromResult(TellDamage(records));
        });
        return command;
    }

    private static Command Export()
    {
        var command = new Command(
            "export",
            """
            Writes the records to a file: as 'cat' prints them (jsonl), as the journal holds them (msgpack: its headers, then
            [sequence, receiveNs, source, kind, detail, payload, crc32c] a record), or a row each (csv).

            Damage is passed over, said on stderr, and ends it with 1: what was written is every intact record.

              kchft journal export DIR --format csv --out journal.csv
              kchft journal export DIR --format msgpack --out journal.msgpack --from 1000
            """);
        Argument<string> journal = Place(command);
        var format = new Option<string>("--format") { Description = "jsonl, msgpack or csv. Default: jsonl.", DefaultValueFactory = _ => "jsonl" };
        var to = new Option<string>("--out") { Description = "The file to make; one that is there is not overwritten.", Required = true };
        Option<bool> json = VerbOptions.Json();
        command.Options.Add(format);
        command.Options.Add(to);
        var filter = new JournalFilterOptions(command);
        command.Options.Add(json);
        command.SetAction((parsed, cancellation) =>
        {
            JournalFormat chosen = Format(parsed.GetValue(format)!);
            JournalFilter wanted = filter.Read(parsed);
            string path = Path.GetFullPath(parsed.GetValue(to)!);
            using var records = new JournalRecords(parsed.GetValue(journal)!);
            if (File.Exists(path))
                throw new IOException($"{path} is there already; give another file with --out, or remove it.");
            using var output = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            using var exporter = new JournalExporter(output, chosen);
            long count = exporter.Write(records, wanted, cancellation);
            Console.Out.WriteLine(parsed.GetValue(json) ? Json.Text(new ExportReport(path, count, output.Length)) : $"{path}: {count} records, {output.Length} bytes");
            return Task.FromResult(TellDamage(records));
        });
        return command;
    }

    private static Argument<string> Place(Command command)
    {
        var journal = new Argument<string>("journal") { Description = "The journal's folder, or one .kcj file of it." };
        command.Arguments.Add(journal);
        return journal;
    }

    private static JournalFormat Format(string text) =>
        Enum.TryParse(text, ignoreCase: true, out JournalFormat format) && Enum.IsDefined(format)
            ? format
            : throw new ArgumentException($"--format is {text}; give jsonl, msgpack or csv.");

    private static int TellDamage(JournalRecords records)
    {
        foreach (JournalEnd damage in records.Damage)
            Console.Error.WriteLine($"kchft: {damage}");
        return records.Damage.Count == 0 ? 0 : DamagedExitCode;
    }
}
