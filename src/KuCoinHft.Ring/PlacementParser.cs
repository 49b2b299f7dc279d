using System.Globalization;

namespace KuCoinHft.Ring;

/// <summary>Reads the grammar of placements and nothing of their meaning.</summary>
/// <remarks>
/// <code>
/// placement := worker { ';' worker }
/// worker    := stages [ '@' core ] [ strategy ]
/// stages    := stage { ',' stage }         stage := name [ '..' name ]
/// strategy  := 'yield' | 'spin' [ '!' ] | 'sleep' | 'block'
/// </code>
/// A mistake is noted with its column (from 1) and reading goes on behind it, so that one reading finds them all.
/// </remarks>
internal sealed class PlacementParser
{
    private readonly string _text;
    private readonly List<string> _mistakes;
    private readonly List<ParsedWorker> _workers = [];
    private int _at;

    private PlacementParser(string text, List<string> mistakes)
    {
        _text = text;
        _mistakes = mistakes;
    }

    /// <summary>The workers of <paramref name="text"/>; mistakes are added to <paramref name="mistakes"/>.</summary>
    public static List<ParsedWorker> Parse(string text, List<string> mistakes)
    {
        var parser = new PlacementParser(text, mistakes);
        do
            parser.ReadWorker();
        while (parser.Take(';'));
        return parser._workers;
    }

    private void ReadWorker()
    {
        SkipBlanks();
        var worker = new ParsedWorker(_at + 1);
        bool expectsStage = true;
        while (SkipBlanks() && _text[_at] != ';')
        {
            if (Take('@'))
                ReadCore(worker);
            else if (Take(','))
                expectsStage = ReadComma(expectsStage);
            else if (!IsWordPart(_text[_at]))
                Mistake(_at, $"'{_text[_at++]}' is not expected here");
            else if (!ReadStrategy(worker))
                expectsStage = ReadStage(worker, expectsStage);
        }

        if (worker.Ranges.Count == 0)
            Mistake(worker.Column - 1, $"worker {_workers.Count + 1} polls no stage; name one or remove its ';'");
        else if (expectsStage)
            Mistake(_at, "a stage is expected after ','");
        _workers.Add(worker);
    }

    private void ReadCore(ParsedWorker worker)
    {
        SkipBlanks();
        int begin = _at;
        string word = ReadWord();
        if (!int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int core))
            Mistake(begin, word.Length == 0 ? "a core's number is expected after '@'" : $"'{word}' is not a core's number");
        else if (worker.Core is not null)
            Mistake(begin, $"a second core, {core}, for one worker; a worker runs on one");
        else
            (worker.Core, worker.CoreColumn) = (core, begin + 1);
    }

    private bool ReadComma(bool expectsStage)
    {
        if (expectsStage)
            Mistake(_at - 1, "a stage is expected before ','");
        return true;
    }

    private bool ReadStrategy(ParsedWorker worker)
    {
        int begin = _at;
        string word = ReadWord();
        if (!WaitStrategyName.TryParse(word, out WaitStrategy strategy))
        {
            _at = begin;
            return false;
        }

        if (worker.Strategy is not null)
            Mistake(begin, $"a second strategy, {word}, for one worker; leave one");
        else
            (worker.Strategy, worker.StrategyColumn) = (strategy, begin + 1);
        int mark = _at;
        if (Take('!'))
        {
            worker.IsForced = true;
            if (strategy != WaitStrategy.BusySpin)
                Mistake(mark, "'!' forces spin only; leave it out");
        }

        return true;
    }

    // Returns whether a stage is still expected, which after a stage is never the case.
    private bool ReadStage(ParsedWorker worker, bool expectsStage)
    {
        int begin = _at;
        int lastBegin = begin;
        string first = ReadWord();
        WordPlace place = worker.Core is not null || worker.Strategy is not null ? WordPlace.Behind : expectsStage ? WordPlace.Listed : WordPlace.NoComma;
        string last = first;
        if (SkipBlanks() && _text.AsSpan(_at).StartsWith("..", StringComparison.Ordinal))
        {
            _at += 2;
            SkipBlanks();
            lastBegin = _at;
            last = ReadWord();
            if (last.Length == 0)
                Mistake(_at, $"a stage is expected after '{first}..'");
        }

        worker.Ranges.Add(new StageRange(first, last.Length == 0 ? first : last, begin + 1, lastBegin + 1, place));
        return false;
    }

    private string ReadWord()
    {
        int begin = _at;
        while (_at < _text.Length && IsWordPart(_text[_at]))
            _at++;
        return _text[begin.._at];
    }

    private bool Take(char c)
    {
        if (!SkipBlanks() || _text[_at] != c)
            return false;
        _at++;
        return true;
    }

    /// <summary>Passes blanks; false at the text's end.</summary>
    private bool SkipBlanks()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
            _at++;
        return _at < _text.Length;
    }

    private void Mistake(int at, string what) => _mistakes.Add($"column {at + 1}: {what}.");

    private static bool IsWordPart(char c) => Placement.IsNamePart(c);

    /// <summary>Stages from one to another, both inclusive, in the pipeline's order.</summary>
    internal readonly record struct StageRange(string First, string Last, int Column, int LastColumn, WordPlace Place);

    /// <summary>Where a word that may be a stage was met; whether it is one is known only with the stages at hand.</summary>
    internal enum WordPlace
    {
        /// <summary>Where a stage belongs.</summary>
        Listed,

        /// <summary>After another stage, without ','.</summary>
        NoComma,

        /// <summary>After the core or the strategy.</summary>
        Behind,
    }

    /// <summary>A worker as written.</summary>
    internal sealed class ParsedWorker(int column)
    {
        public int Column { get; } = column;

        public List<StageRange> Ranges { get; } = [];

        public int? Core { get; set; }

        public int CoreColumn { get; set; }

        public WaitStrategy? Strategy { get; set; }

        public int StrategyColumn { get; set; }

        public bool IsForced { get; set; }
    }
}
