using Spectre.Console;

namespace KuCoinHft.Cli.Output;

/// <summary>Fits the tables to where they go.</summary>
internal static class Terminal
{
    /// <summary>Columns of a table in a file or a pipe, which have no width of their own: the widest table fits unbroken.</summary>
    private const int RedirectedWidth = 160;

    /// <summary>Sets the console up; before the first table.</summary>
    public static void Prepare()
    {
        if (!Console.IsOutputRedirected)
            return;
        // The library asks the TERM variable alone, so it would colour files too, and assumes 80 columns.
        AnsiConsole.Console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(Console.Out),
        });
        AnsiConsole.Profile.Width = RedirectedWidth;
    }
}
