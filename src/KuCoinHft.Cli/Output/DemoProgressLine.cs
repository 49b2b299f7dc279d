using KuCoinHft.Cli.Demo;
using KuCoinHft.Research.Backtest;

namespace KuCoinHft.Cli.Output;

/// <summary>One line on stderr that says where the demo stands; a new line each time where stderr is no terminal.</summary>
internal sealed class DemoProgressLine : IProgress<DemoProgress>, IDisposable
{
    private const int SecondsBetweenLines = 5;
    private readonly bool _isTerminal = !Console.IsErrorRedirected;
    private readonly bool _isQuiet;
    private long _reports;

    public DemoProgressLine(DemoSettings settings, EngineModels models, bool isQuiet)
    {
        _isQuiet = isQuiet;
        if (isQuiet)
            return;
        Console.Error.WriteLine($"{settings.Recording.Name} at {settings.SpeedText}, models: {models.Agents.Count(m => m is not null)} agents{(models.Meta is null ? "" : " and the meta-model")}");
        foreach (string refusal in models.Refusals.Concat(models.Warnings))
            Console.Error.WriteLine($"model {refusal}");
    }

    public void Report(DemoProgress value)
    {
        _reports++;
        // Two reports come in a second.
        if (_isQuiet || (!_isTerminal && _reports % (2 * SecondsBetweenLines) != 0))
            return;
        string line = $"market time {TimeSpan.FromTicks(value.MarketNs / 100):mm\\:ss}  events {value.EventsPlayed:N0}  frames {value.Frames:N0}  orders {value.Orders}  fills {value.Fills}";
        Console.Error.Write(_isTerminal ? $"\r{line}" : $"{line}\n");
    }

    public void Dispose()
    {
        if (_isTerminal && !_isQuiet)
            Console.Error.WriteLine();
    }
}
