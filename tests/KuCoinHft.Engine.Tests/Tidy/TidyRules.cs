using System.Text.RegularExpressions;

namespace KuCoinHft.Engine.Tests.Tidy;

/// <summary>The style guide's rules that text alone can check. One offence is one line "rule: path".</summary>
internal static partial class TidyRules
{
    public const int LinesMax = 300;

    private static readonly (string Rule, Regex Pattern)[] HotBans =
    [
        ("hot-lock", LockPattern()),
        ("hot-await", AwaitPattern()),
        ("hot-datetime", DateTimePattern()),
        ("hot-linq", LinqPattern()),
        ("hot-task", TaskPattern()),
    ];

    /// <summary>The offences of one file.</summary>
    /// <param name="path">Relative to the root, with forward slashes.</param>
    public static IEnumerable<string> Offences(string path, string source)
    {
        if (source.AsSpan().TrimEnd('\n').Count('\n') + 1 > LinesMax)
            yield return $"lines: {path}";

        // Two parts, so that this file does not name what it looks for.
        if (source.Contains("TO" + "DO", StringComparison.Ordinal))
            yield return $"todo: {path}";
        string code = CodeOnly(source);
        if (!DeclaresItsName(path, code))
            yield return $"name: {path}";
        if (!path.StartsWith("src/KuCoinHft.Ring/", StringComparison.Ordinal) && !path.StartsWith("src/KuCoinHft.Engine/", StringComparison.Ordinal))
            yield break;
        foreach ((string rule, Regex pattern) in HotBans)
        {
            if (pattern.IsMatch(code))
                yield return $"{rule}: {path}";
        }

        if (StopwatchPattern().IsMatch(code) && !path.StartsWith("src/KuCoinHft.Engine/Telemetry/", StringComparison.Ordinal))
            yield return $"hot-stopwatch: {path}";
        if (HotBodies(code).Any(body => ThrowPattern().IsMatch(body)))
            yield return $"hot-throw: {path}";
    }

    /// <summary>The source without comments and with empty strings, so that words there break no rule.</summary>
    public static string CodeOnly(string source) => CommentOrLiteral().Replace(source, match => match.Value[0] == '/' ? " " : "\"\"");

    // A file may declare more, smaller types; one must bear its name. A file of top-level statements or attributes declares none.
    private static bool DeclaresItsName(string path, string code)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        MatchCollection declared = TypePattern().Matches(code);
        return declared.Count == 0 || declared.Any(match => match.Groups[1].Value == name);
    }

    // Bodies of the methods that workers call on every turn. A call of one is told from a declaration by what follows the closing parenthesis.
    private static IEnumerable<string> HotBodies(string code)
    {
        foreach (Match match in HotMethodPattern().Matches(code))
        {
            int end = Closing(code, match.Index + match.Length - 1, '(', ')') + 1;
            string rest = code[end..].TrimStart();
            if (rest.StartsWith("=>", StringComparison.Ordinal))
                yield return rest[..(rest.IndexOf(';', StringComparison.Ordinal) + 1)];
            else if (rest.StartsWith('{'))
                yield return rest[..Closing(rest, 0, '{', '}')];
        }
    }

    private static int Closing(string code, int opening, char open, char close)
    {
        int depth = 0;
        for (int i = opening; i < code.Length; i++)
        {
            if (code[i] == open)
                depth++;
            else if (code[i] == close && --depth == 0)
                return i;
        }

        return code.Length - 1;
    }

    [GeneratedRegex("""//[^\n]*|/\*.*?\*/|"{3,}.*?"{3,}|\$*@\$*"(?:[^"]|"")*"|"(?:\\.|[^"\\\n])*"|'(?:\\[^\n]{1,8}?|[^'\\\n])'""", RegexOptions.Singleline)]
    private static partial Regex CommentOrLiteral();

    [GeneratedRegex(@"\b(?:class|struct|interface|enum|record|delegate\s+[\w<>\[\]?, ]+?)\s+(?:class\s+|struct\s+)?(\w+)\s*[<(:{;\s]")]
    private static partial Regex TypePattern();

    [GeneratedRegex(@"\block\s*\(")]
    private static partial Regex LockPattern();

    [GeneratedRegex(@"\bawait\s")]
    private static partial Regex AwaitPattern();

    [GeneratedRegex(@"\bDateTime(?:Offset)?\.")]
    private static partial Regex DateTimePattern();

    [GeneratedRegex(@"\busing\s+(?:static\s+)?System\.Linq\b")]
    private static partial Regex LinqPattern();

    [GeneratedRegex(@"\bTask(?:<[^>\n]*>)?\.")]
    private static partial Regex TaskPattern();

    [GeneratedRegex(@"\bStopwatch\b")]
    private static partial Regex StopwatchPattern();

    [GeneratedRegex(@"\bthrow\b")]
    private static partial Regex ThrowPattern();

    [GeneratedRegex(@"\b(?:OnBatch|OnFrame|RunOnce|Poll)\s*\(")]
    private static partial Regex HotMethodPattern();
}
