namespace KuCoinHft.Cli.Doctor;

/// <summary>The kernel's own words about the machine: files under /proc and /sys.</summary>
/// <param name="root">Where they lie; "/" except in tests.</param>
internal sealed class MachineFiles(string root = "/")
{
    /// <summary>A file's text without its last line end, or null where the kernel has no such file or does not let it be read.</summary>
    public string? Text(string path)
    {
        try
        {
            return File.ReadAllText(Path.Combine(root, path)).TrimEnd();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Names of a folder's folders, sorted; none where it does not exist.</summary>
    public IReadOnlyList<string> Folders(string path)
    {
        string folder = Path.Combine(root, path);
        return Directory.Exists(folder) ? [.. Directory.EnumerateDirectories(folder).Select(each => Path.GetFileName(each)).Order(StringComparer.Ordinal)] : [];
    }

    /// <summary>The cores of a list such as <c>0-2,5</c>.</summary>
    public static IReadOnlyList<int> Cores(string? list)
    {
        var cores = new List<int>();
        foreach (string range in (list ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string[] ends = range.Split('-');
            if (int.TryParse(ends[0], out int first) && int.TryParse(ends[^1], out int last))
                cores.AddRange(Enumerable.Range(first, Math.Max(0, last - first + 1)));
        }

        return cores;
    }
}
