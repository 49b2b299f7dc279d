namespace KuCoinHft.Ring;

/// <summary>Gives a parsed placement its meaning against the stages and cores there are.</summary>
/// <remarks>
/// A stage that is written out belongs to the worker that names it, even where a range of another worker spans it: "intake..send @1; journal @0" takes the
/// journal out of the range. Written out twice, or spanned twice, it is a mistake.
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
    public static List<PlacedWorker> Resolve(
        List<PlacementParser.ParsedWorker> parsed, IReadOnlyList<string> stages, IReadOnlyList<int> allowedCores, List<string> mistakes)
    {
        var check = new PlacementCheck(stages, allowedCores, mistakes);
        bool isOneWord = parsed is [{ Ranges: [var only] }] && only.First == only.Last;
        for (int w = 0; w < parsed.Count; w++)
            check.TakeNamed(parsed[w], w, isOneWord);
        for (int w = 0; w < parsed.Count; w++)
            check.TakeSpanned(parsed[w], w);
        check.RefuseMissing();
        check.RefuseCores(parsed);
        check.RefuseSpinning(parsed);
        return check.Workers(parsed);
    }

    private void TakeNamed(PlacementParser.ParsedWorker worker, int w, bool isOneWord)
    {
        foreach (PlacementParser.StageRange range in worker.Ranges)
        {
            int first = Find(range.First, range.Column, isOneWord);
            int last = range.Last == range.First ? first : Find(range.Last, range.Column, isOneWord);
            if (first > last && last >= 0)
                _mistakes.Add($"column {range.Column}: {range.First} stands behind {range.Last}; write {range.Last}..{range.First}.");
            Take(first, w, isName: true);
            if (last != first)
                Take(last, w, isName: true);
        }
    }

    private void TakeSpanned(PlacementParser.ParsedWorker worker, int w)
    {
        foreach (PlacementParser.StageRange range in worker.Ranges)
        {
            int first = IndexOf(range.First);
            int last = IndexOf(range.Last);
            for (int stage = Math.Min(first, last) + 1; first >= 0 && last >= 0 && stage < Math.Max(first, last); stage++)
                Take(stage, w, isName: false);
        }
    }

    private void Take(int stage, int w, bool isName)
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
            _mistakes.Add($"stage {_stages[stage]} is placed {workers}; a stage runs once.");
        }
    }

    private void RefuseMissing()
    {
        var missing = new List<string>();
        for (int stage = 0; stage < _stages.Count; stage++)
        {
            if (_owners[stage] == Nobody)
                missing.Add(_stages[stage]);
        }

        if (missing.Count > 0)
            _mistakes.Add($"no worker polls {string.Join(", ", missing)}; every stage needs one.");
    }

    private void RefuseCores(List<PlacementParser.ParsedWorker> parsed)
    {
        for (int w = 0; w < parsed.Count; w++)
        {
            if (parsed[w].Core is not { } core || Placement.Contains(_allowedCores, core))
                continue;
            string allowed = _allowedCores.Count == 0 ? "this system cannot pin threads; leave '@' out" : $"allowed are {string.Join(", ", _allowedCores)}";
            _mistakes.Add($"worker {w + 1} asks for core {core}; {allowed}.");
        }
    }

    private void RefuseSpinning(List<PlacementParser.ParsedWorker> parsed)
    {
        int unforced = 0;
        for (int w = 0; w < parsed.Count; w++)
        {
            if (parsed[w].Strategy != WaitStrategy.BusySpin)
                continue;
            unforced += parsed[w].IsForced ? 0 : 1;
            for (int before = 0; before < w; before++)
            {
                if (parsed[w].Core is { } core && parsed[before].Strategy == WaitStrategy.BusySpin && parsed[before].Core == core)
                    _mistakes.Add($"workers {before + 1} and {w + 1} both spin on core {core}; they would starve each other.");
            }
        }

        int cores = _allowedCores.Count == 0 ? Environment.ProcessorCount : _allowedCores.Count;
        if (unforced > cores - 1)
            _mistakes.Add($"{unforced} workers spin on {cores} core(s), which leaves none to the rest of the process; let them yield, or force them with spin!.");
    }

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

    private int Find(string name, int column, bool isOneWord)
    {
        int index = IndexOf(name);
        if (index >= 0)
            return index;
        List<string> known = [.. _stages];
        if (isOneWord)
            known.AddRange(PlacementPreset.Names);
        _mistakes.Add($"column {column}: there is no stage {name}; nearest known: {string.Join(", ", NearestNames.Of(name, known))}.");
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
}
