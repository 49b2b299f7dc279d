using System.Text;

namespace KuCoinHft.Ring;

/// <summary>Which worker polls which stages, on which core: configuration, read from a line of text.</summary>
/// <remarks>
/// Examples, with the stages intake and engine: "intake, engine @1 yield" (one worker for all), "intake @0 yield; engine @1 spin". "a..b" is a range in the
/// pipeline's order, without the stages that are written out elsewhere. A missing core means no pin, a missing strategy means yield. Strategies are spin, yield, sleep and
/// block; "spin!" spins although no core is left to the rest of the process, or another worker shares the core. Stages of one worker are polled in the pipeline's order,
/// however they are written. The presets "fused", "two" and "spread" stand for texts of their own.
/// Thread: cold, before start.
/// </remarks>
public sealed class Placement
{
    private readonly IReadOnlyList<string> _stages;

    private Placement(IReadOnlyList<string> stages, List<PlacedWorker> workers, IReadOnlyList<int> housekeepingCores, IReadOnlyList<string> notes)
    {
        _stages = stages;
        Notes = notes;
        HousekeepingCores = housekeepingCores;
        workers.Sort((a, b) => IndexOf(stages, a.Stages[0]) - IndexOf(stages, b.Stages[0]));
        Workers = workers;
    }

    /// <summary>The workers, ordered by their first stage.</summary>
    public IReadOnlyList<PlacedWorker> Workers { get; }

    /// <summary>The cores for the main thread and the runtime's own. Empty where workers spin on all of them.</summary>
    /// <remarks>
    /// The cores of spinning workers are never among them; those of yielding workers are only where fewer than two others remain: confined to one of two shared cores, a
    /// demo made a third fewer decisions. Workers without a core run here too, once <see cref="CoreAffinity.Restrict"/> was called.
    /// </remarks>
    public IReadOnlyList<int> HousekeepingCores { get; }

    /// <summary>What is not as one might expect: a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>Reads a placement, or refuses it with all of its mistakes.</summary>
    /// <param name="stages">Every stage's name, in the pipeline's order: letters, digits, '-' and '_'.</param>
    /// <param name="allowedCores"><see cref="CoreAffinity.Allowed"/> of the main thread; empty where nothing can be pinned.</param>
    /// <exception cref="PlacementException">The text cannot be obeyed.</exception>
    /// <exception cref="ArgumentException">A stage's name cannot be written in a placement.</exception>
    public static Placement Parse(string text, IReadOnlyList<string> stages, IReadOnlyList<int> allowedCores)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(stages);
        ArgumentNullException.ThrowIfNull(allowedCores);
        RequireNames(stages);
        var mistakes = new List<string>();
        string written = PlacementPreset.Expand(text, stages, allowedCores) ?? text;
        List<PlacementParser.ParsedWorker> parsed = PlacementParser.Parse(written, mistakes);
        List<PlacedWorker> workers = PlacementCheck.Resolve(parsed, written.Length + 1, stages, allowedCores, mistakes);
        if (mistakes.Count > 0)
            throw new PlacementException(written, mistakes);
        var notes = new List<string>();
        if (PlacementPreset.NoteOf(text, stages, allowedCores) is { } presetNote)
            notes.Add(presetNote);
        return new Placement(stages, workers, Housekeeping(allowedCores, workers, notes), notes);
    }

    /// <summary>The canonical text: parsed again, it gives the same placement; equal placements give equal texts.</summary>
    public string Describe()
    {
        var text = new StringBuilder();
        foreach (PlacedWorker worker in Workers)
        {
            text.Append(text.Length == 0 ? "" : "; ").Append(DescribeStages(worker));
            if (worker.Core is { } core)
                text.Append(" @").Append(core);
            text.Append(' ').Append(WaitStrategyName.Of(worker.Strategy)).Append(worker.IsForced ? "!" : "");
        }

        return text.ToString();
    }

    /// <summary>Makes the workers, not yet started, each named for its stages.</summary>
    /// <param name="duties">One for every stage of this placement, in any order.</param>
    /// <param name="onFault">See <see cref="Worker"/>.</param>
    /// <param name="parkMsMax">See <see cref="Worker"/>.</param>
    /// <exception cref="ArgumentException">A stage has no duty or several, or a duty's name is no stage.</exception>
    public Worker[] CreateWorkers(IReadOnlyList<IPollable> duties, Action<Worker, Exception> onFault, int parkMsMax = WakeSignal.ParkMsDefault)
    {
        ArgumentNullException.ThrowIfNull(duties);
        var byStage = new Dictionary<string, IPollable>();
        foreach (IPollable duty in duties)
        {
            if (!Contains(_stages, duty.Name))
                throw new ArgumentException($"The duty {duty.Name} is no stage of the placement {Describe()}.", nameof(duties));
            if (!byStage.TryAdd(duty.Name, duty))
                throw new ArgumentException($"The stage {duty.Name} has two duties; give each a name of its own.", nameof(duties));
        }

        var workers = new List<Worker>();
        foreach (PlacedWorker placed in Workers)
        {
            var own = new List<IPollable>();
            foreach (string stage in placed.Stages)
                own.Add(byStage.TryGetValue(stage, out IPollable? duty) ? duty : throw new ArgumentException($"The stage {stage} has no duty.", nameof(duties)));
            workers.Add(new Worker(DescribeStages(placed), own, placed.Core, placed.Strategy, onFault, parkMsMax));
        }

        WireWakes(workers);
        return [.. workers];
    }

    internal static bool IsNamePart(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_';

    internal static bool Contains<T>(IReadOnlyList<T> list, T value) => IndexOf(list, value) >= 0;

    private static int IndexOf<T>(IReadOnlyList<T> list, T value)
    {
        for (int index = 0; index < list.Count; index++)
        {
            if (EqualityComparer<T>.Default.Equals(list[index], value))
                return index;
        }

        return -1;
    }

    private static List<int> Housekeeping(IReadOnlyList<int> allowedCores, List<PlacedWorker> workers, List<string> notes)
    {
        List<int> notSpun = Without(allowedCores, workers, WaitStrategy.BusySpin);
        List<int> notHot = Without(notSpun, workers, WaitStrategy.Yield);
        if (notSpun.Count == 0 && allowedCores.Count > 0)
            notes.Add("placement: workers spin on every core, so the rest of the process shares them.");
        else if (notHot.Count < 2 && notHot.Count < notSpun.Count)
            notes.Add("placement: fewer than two cores are free of hot workers, so the rest of the process shares those of workers that yield.");
        return notHot.Count < 2 ? notSpun : notHot;
    }

    private static List<int> Without(IReadOnlyList<int> cores, List<PlacedWorker> workers, WaitStrategy strategy)
    {
        List<int> others = [.. cores];
        foreach (PlacedWorker worker in workers)
        {
            if (worker.Core is { } core && worker.Strategy == strategy)
                others.Remove(core);
        }

        return others;
    }

    private static void RequireNames(IReadOnlyList<string> stages)
    {
        if (stages.Count == 0)
            throw new ArgumentException("A placement places at least one stage.", nameof(stages));
        for (int stage = 0; stage < stages.Count; stage++)
        {
            string name = stages[stage];
            bool isName = name.Length > 0;
            foreach (char c in name)
                isName &= IsNamePart(c);
            if (!isName || WaitStrategyName.TryParse(name, out _) || Contains(PlacementPreset.Names, name) || IndexOf(stages, name) != stage)
            {
                throw new ArgumentException(
                    $"'{name}' cannot be a stage's name: it is empty, double, a word of placements, or has other signs than letters, digits, '-' and '_'.", nameof(stages));
            }
        }
    }

    // Stages stand in the pipeline's order, so what a worker reads comes from workers that begin before it ends. That is at times one wake too many, and never one too few.
    private void WireWakes(List<Worker> workers)
    {
        for (int from = 0; from < workers.Count; from++)
        {
            for (int to = 0; to < workers.Count; to++)
            {
                if (to != from && IndexOf(_stages, Workers[from].Stages[0]) < IndexOf(_stages, Workers[to].Stages[^1]))
                    workers[from].Wakes(workers[to]);
            }
        }
    }

    // Three or more neighbours make a range; two are shorter as they are.
    private string DescribeStages(PlacedWorker worker)
    {
        var text = new StringBuilder();
        for (int begin = 0, end; begin < worker.Stages.Count; begin = end)
        {
            end = begin + 1;
            while (end < worker.Stages.Count && IndexOf(_stages, worker.Stages[end]) == IndexOf(_stages, worker.Stages[end - 1]) + 1)
                end++;
            if (end - begin == 2)
                end--;
            text.Append(text.Length == 0 ? "" : ", ").Append(worker.Stages[begin]);
            if (end - begin > 2)
                text.Append("..").Append(worker.Stages[end - 1]);
        }

        return text.ToString();
    }
}
