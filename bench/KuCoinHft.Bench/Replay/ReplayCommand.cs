using System.Globalization;

namespace KuCoinHft.Bench.Replay;

/// <summary>The words behind <see cref="FixedReplay"/>: <c>record FILE --frames N</c> and <c>replay FILE --frames N [--waste ADDITIONS] [--leak PERIOD]</c>.</summary>
internal static class ReplayCommand
{
    private const string Usage = "record FILE --frames N | replay FILE --frames N [--waste ADDITIONS A FRAME] [--leak FRAMES AN OBJECT]";

    public static int Run(string[] args)
    {
        var numbers = new Dictionary<string, int> { ["--frames"] = 0, ["--waste"] = 0, ["--leak"] = 0 };
        for (int i = 2; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length || !numbers.ContainsKey(args[i]) || !int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out int number))
                return Refuse();
            numbers[args[i]] = number;
        }

        if (args.Length < 2 || numbers["--frames"] == 0)
            return Refuse();
        if (args[0] == "replay" && !File.Exists(args[1]))
        {
            Console.Error.WriteLine($"replay: there is no file {args[1]}; make one with record {args[1]} --frames {2 * numbers["--frames"]}.");
            return 1;
        }

        return args[0] == "record"
            ? FixedReplay.Record(args[1], numbers["--frames"])
            : FixedReplay.Run(args[1], numbers["--frames"], numbers["--waste"], numbers["--leak"]);
    }

    private static int Refuse()
    {
        Console.Error.WriteLine(Usage);
        return 1;
    }
}
