namespace KuCoinHft.Ring;

/// <summary>Gives a parsed placement its meaning against the stages and cores there are.</summary>
/// <remarks>
/// A stage that is written out belongs to the worker that names it, even where a range of another worker spans it: "a..d @1; c @0" takes c out of the
/// range. Written out twice, or spanned twice, it is a mistake.
/// </remarks>
internal sealed class PlacementCheck
{
    private const int Nobody = -1;
    private readonly IReadOnlyList<string> _stages;
    private readonly IReadOnlyList<int> _allowedCores;
    private readonly List<string> _mistakes;
    private readonly int[] _owners;
    private readonly bool[] _isNamed;

    private PlacementCheck(IReadOnlyList<string> stages, IReadOnlyList<int> allowedCores, List<string> mistakes)
    {
        _stages = stages;
        _allowedCores = allowedCores;
        _mistakes = mistakes;
        _owners = new int[stages.Count];
        _isNamed = new bool[stages.Count];
        Array.Fill(_owners, Nobody);
    }

    /// <summary>The workers with their stages resolved; mistakes are added to <paramref name="mistakes"/>.</summary>
    /// <param name="endColumn">Where the text ends and what is missing would be written.</param>
    public static List<PlacedWorker> Resolve(
        List<PlacementParser.ParsedWorker> parsed, int endColumn, IReadOnlyList<string> stages, IReadOnlyList<int> allowedCores, List<string> mistakes)
    {
        var check = new PlacementCheck(stages, allowedCores, mistakes);
        bool isOneWord = parsed is [{ Ranges: [var only] }] && only.First == only.Last;
        for (int w = 0; w < parsed.Count; w++)
            check.TakeNamed(parsed[w], w, isOneWord);
        for (int w = 0; w < parsed.Count; w++)
            check.TakeSpanned(parsed[w], w);
        check.RefuseMissing(endColumn);
        check.RefuseCores(parsed);
        check.RefuseSpinning(parsed);
        return check.Workers(parsed);
    }

    private void TakeNamed(PlacementParser.ParsedWorker worker, int w, bool isOneWord)
    {
        foreach (PlacementParser.StageRange range in worker.Ranges)
        {
            int first = Find(range.First, range.Column, range.Place, isOneWord);
            int last = range.Last == range.First ? first : Find(range.Last, range.LastColumn, range.Place, isOneWord);
            if (first >= 0 && range.Place == PlacementParser.WordPlace.NoComma)
                Mistake(range.Column, $"',' is expected before '{range.First}'");
            if (first >= 0 && range.Place == PlacementParser.WordPlace.Behind)
                Mistake(range.Column, $"'{range.First}' stands behind the worker's core or strategy; stages come first, ';' separates workers");
            if (first > last && last >= 0)
                Mistake(range.Column, $"{range.First} stands behind {range.Last}; write {range.Last}..{range.First}");
            Take(first, w, range.Column, isName: true);
            if (last != first)
                Take(last, w, range.LastColumn, isName: true);
        }
    }

    private void TakeSpanned(PlacementParser.ParsedWorker worker, int w)
    {
        foreach (PlacementParser.StageRange range in worker.Ranges)
        {
            int first = IndexOf(range.First);
            int last = IndexOf(range.Last);
            for (int stage = Math.Min(first, last) + 1; first >= 0 && last >= 0 && stage < Math.Max(first, last); stage++)
                Take(stage, w, range.Column, isName: false);
        }
    }

    private void Take(int stage, int w, int column, bool isName)
    {
        if (stage < 0)
            return;
        if (_owners[stage] == Nobody)
        {
            _owners[stage] = w;
            _isNamed[stage] = isName;
        }
        else if (isName || !_isNamed[stage])
        {
            string workers = _owners[stage] == w ? $"twice on worker {w + 1}" : $"on worker {_owners[stage] + 1} and on worker {w + 1}";
            Mistake(column, $"stage {_stages[stage]} is placed {workers}; a stage runs once");
        }
    }

    private void RefuseMissing(int endColumn)
    {
        var missing = new List<string>();
        for (int stage = 0; stage < _stages.Count; stage++)
        {
            if (_owners[stage] == Nobody)
                missing.Add(_stages[stage]);
        }

        if (missing.Count > 0)
            Mistake(endColumn, $"no worker polls {string.Join(", ", missing)}; every stage needs one");
    }

    private void RefuseCores(List<PlacementParser.ParsedWorker> parsed)
    {
        for (int w = 0; w < parsed.Count; w++)
        {
            if (parsed[w].Core is not { } core || Placement.Contains(_allowedCores, core))
                continue;
            string allowed = _allowedCores.Count == 0 ? "this system cannot pin threads; leave '@' out" : $"allowed are {string.Join(", ", _allowedCores)}";
            Mistake(parsed[w].CoreColumn, $"worker {w + 1} asks for core {core}; {allowed}");
        }
    }

    private void RefuseSpinning(List<PlacementParser.ParsedWorker> parsed)
    {
        int cores = _allowedCores.Count == 0 ? Environment.ProcessorCount : _allowedCores.Count;
        int spinning = 0;
        int tooManyColumn = 0;
        for (int w = 0; w < parsed.Count; w++)
        {
            // Who forces it has been told: these two rules are not for them.
            if (parsed[w].Strategy != WaitStrategy.BusySpin || parsed[w].IsForced)
                continue;
            if (++spinning == cores)
                tooManyColumn = parsed[w].StrategyColumn;
            int other = OtherOnCore(parsed, w);
            if (other >= 0)
            {
                Mistake(
                    parsed[w].StrategyColumn,
                    $"worker {w + 1} spins on core {parsed[w].Core}, and worker {other + 1} would starve there; part them, let worker {w + 1} yield, or force it with spin!");
            }
        }

        if (spinning >= cores)
            Mistake(tooManyColumn, $"{spinning} worker(s) spin on {cores} core(s), which leaves none to the rest of the process; let them yield, or force them with spin!");
    }

    private static int OtherOnCore(List<PlacementParser.ParsedWorker> parsed, int w) =>
        parsed[w].Core is { } core ? parsed.FindIndex(other => other != parsed[w] && other.Core == core) : Nobody;

    private List<PlacedWorker> Workers(List<PlacementParser.ParsedWorker> parsed)
    {
        var workers = new List<PlacedWorker>();
        for (int w = 0; w < parsed.Count; w++)
        {
            var stages = new List<string>();
            for (int stage = 0; stage < _stages.Count; stage++)
            {
                if (_owners[stage] == w)
                    stages.Add(_stages[stage]);
            }

            workers.Add(new PlacedWorker(stages, parsed[w].Core, parsed[w].Strategy ?? WaitStrategy.Yield, parsed[w].IsForced));
        }

        return workers;
    }

    private int Find(string name, int column, PlacementParser.WordPlace place, bool isOneWord)
    {
        int index = IndexOf(name);
        if (index >= 0)
            return index;
        List<string> known = [.. _stages];
        if (isOneWord)
            known.AddRange(PlacementPreset.Names);
        bool mayBeStrategy = place != PlacementParser.WordPlace.Listed;
        if (mayBeStrategy)
            known.AddRange(WaitStrategyName.All);
        Mistake(column, $"there is no stage {(mayBeStrategy ? "or strategy " : "")}{name}; nearest known: {string.Join(", ", NearestNames.Of(name, known))}");
        return index;
    }

    private int IndexOf(string name)
    {
        for (int stage = 0; stage < _stages.Count; stage++)
        {
            if (_stages[stage] == name)
                return stage;
        }

        return -1;
    }

    private void Mistake(int column, string what) => _mistakes.Add($"column {column}: {what}.");
}
