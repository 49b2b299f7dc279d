using KuCoinHft.Engine.Wire;

namespace KuCoinHft.Engine.Tests.Wire;

/// <summary>A WebSocket source before Intake; every connection of a test goes through the same one, as in a session.</summary>
internal sealed class WsRig : IDisposable
{
    private readonly IntakeRig _intake;
    private readonly KeptOutlet _outlet = new();

    public WsRig()
    {
        Source = new WsSource(FrameSource.Feed, new SteppedClock());
        _intake = new IntakeRig(frames: 8, bytes: 1 << 21, Source);
    }

    public WsSource Source { get; }

    /// <summary>The texts of the connection, in order.</summary>
    public List<byte[]> Messages { get; } = [];

    /// <summary>What the texts should be: those that are need no copy, which is most of the time of a test with long ones.</summary>
    public List<byte[]> Likely { get; set; } = [];

    /// <summary>What was answered.</summary>
    public List<(WsOpcode Opcode, byte[] Payload)> Answers => _outlet.Sent;

    /// <summary>The code with which the source ended the connection, or 0.</summary>
    public int CloseSent => Answers.Count > 0 && Answers[^1].Opcode == WsOpcode.Close ? WsAssembler.CloseCodeOf(Answers[^1].Payload) : 0;

    /// <summary>Attaches a connection and forgets what the one before gave.</summary>
    public ScriptedReader Connect(byte[] bytes)
    {
        Messages.Clear();
        Answers.Clear();
        var reader = new ScriptedReader(bytes);
        Source.Attach(reader, _outlet);
        return reader;
    }

    /// <summary>Polls until nothing more comes, at most <paramref name="framesMax"/> frames at a time.</summary>
    /// <param name="takeEvery">Polls between two looks of the consumer: the ring of 8 is full in between.</param>
    public void Drain(ScriptedReader reader, int framesMax = 16, int takeEvery = 1)
    {
        // A frame takes a poll at most, and each full ring some more.
        for (int poll = 1; poll <= 100_000; poll++)
        {
            int published = Source.Poll(_intake.Intake, framesMax);
            bool isIdle = reader.IsIdle && published == 0;
            if (poll % takeEvery == 0 || isIdle)
                isIdle &= !Take();
            if (isIdle)
                return;
        }

        Assert.Fail("The source still finds something to do after 100,000 polls.");
    }

    public void Dispose() => _intake.Dispose();

    private bool Take()
    {
        long first = _intake.Consumed.Value + 1;
        for (long n = first; n <= _intake.Published; n++)
        {
            byte[]? likely = Likely.ElementAtOrDefault(Messages.Count);
            Messages.Add(likely is not null && _intake.Bytes(n).SequenceEqual(likely) ? likely : _intake.Bytes(n).ToArray());
        }

        _intake.Consumed.Set(_intake.Published);
        return _intake.Published >= first;
    }

    /// <summary>Keeps what goes out.</summary>
    private sealed class KeptOutlet : IWsOutlet
    {
        public List<(WsOpcode Opcode, byte[] Payload)> Sent { get; } = [];

        public bool Send(WsOpcode opcode, ReadOnlySpan<byte> payload)
        {
            Sent.Add((opcode, payload.ToArray()));
            return true;
        }

        public void Flush()
        {
        }
    }
}
