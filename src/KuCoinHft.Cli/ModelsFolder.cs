namespace KuCoinHft.Cli;

/// <summary>Where the models are: the folder that the user named, or <c>models</c> here or above the program.</summary>
internal static class ModelsFolder
{
    /// <exception cref="DirectoryNotFoundException">There is none.</exception>
    public static string Find(string? named)
    {
        if (named is not null)
            return Directory.Exists(named) ? named : throw new DirectoryNotFoundException($"There is no folder {Path.GetFullPath(named)}; --models names the folder that holds momentum, meta and the others.");
        foreach (string start in new[] { Environment.CurrentDirectory, AppContext.BaseDirectory })
        {
            for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
            {
                string models = Path.Combine(folder.FullName, "models");
                if (Directory.Exists(models) && File.Exists(Path.Combine(folder.FullName, "KuCoinHft.sln")))
                    return models;
            }
        }

        string beside = Path.Combine(AppContext.BaseDirectory, "models");
        return Directory.Exists(beside) ? beside : throw new DirectoryNotFoundException("No models folder was found here or above the program; name it with --models.");
    }
}
