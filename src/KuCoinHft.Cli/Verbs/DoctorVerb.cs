using System.CommandLine;
using KuCoinHft.Cli.Doctor;
using KuCoinHft.Cli.Output;
using KuCoinHft.Ring;

namespace KuCoinHft.Cli.Verbs;

/// <summary><c>kchft doctor</c>: is this machine fit for pinned workers?</summary>
internal static class DoctorVerb
{
    public static Command Create()
    {
        var command = new Command(
            "doctor",
            """
            Looks at the machine and at this process as a trading box: cores, isolation, ticks, interrupts, governor, huge pages, clocks, memory lock,
            garbage collector, native libraries. Every line is ok, or warns and says what mends it. Changes nothing.

            Ends with 0 when all is ok, else with 1. The engine runs either way; what is not ok shows in its slowest percentiles.

              kchft doctor
              kchft doctor --json
            """);
        var json = VerbOptions.Json();
        command.Options.Add(json);
        command.SetAction(parsed =>
        {
            var files = new MachineFiles();
            Finding[] findings = [.. MachineChecks.All(files, CoreAffinity.Allowed()), .. ProcessChecks.All(files)];
            if (parsed.GetValue(json))
                Console.Out.WriteLine(Json.Text(findings));
            else
                DoctorTable.Print(findings);
            return Array.TrueForAll(findings, finding => finding.IsOk) ? 0 : 1;
        });
        return command;
    }
}
