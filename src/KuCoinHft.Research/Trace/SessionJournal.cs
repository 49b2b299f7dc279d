using KuCoinHft.Adapters.Disk;
using KuCoinHft.Engine;
using KuCoinHft.Engine.Decode;
using KuCoinHft.Engine.Journal;
using KuCoinHft.Engine.Market;
using KuCoinHft.Research.Backtest;

namespace KuCoinHft.Research.Trace;

/// <summary>A session's journal by its folder, with what its header says.</summary>
/// <remarks>The one place of this room that knows how a journal lies on the disk.</remarks>
public sealed class SessionJournal
{
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">It holds no journal.</exception>
    /// <exception cref="InvalidDataException">It cannot be replayed by this program.</exception>
    public SessionJournal(string folder)
    {
        Folder = Path.GetFullPath(folder);
        if (!Directory.Exists(Folder))
            throw new DirectoryNotFoundException($"There is no folder {Folder}; --journal names one that kchft demo --journal kept.");
        using JournalReader frames = OpenFrames();
        using JournalReader actions = OpenActions();
        Header = frames.Header!;
        if (actions.Header!.Session != Header.Session)
            throw new InvalidDataException($"{Folder} holds frames of session {Header.Session} and actions of session {actions.Header.Session}; one folder is one journal.");
        if (!uint.TryParse(Header.Session, System.Globalization.NumberStyles.HexNumber, null, out uint session))
            throw new InvalidDataException($"{Folder} names its session {Header.Session}, which is no number that this kchft gives; record it anew.");
        Keys = new OrderKeys(session);
        Settings = JournalHeaders.SettingsOf(Header);
        Instruments = new InstrumentTable(Header.Instruments);
    }

    public string Folder { get; }

    public JournalHeader Header { get; }

    public EngineSettings Settings { get; }

    public InstrumentTable Instruments { get; }

    /// <summary>Reads clientOids of the session.</summary>
    public OrderKeys Keys { get; }

    /// <summary>The clientOid of one of its orders.</summary>
    public string ClientOid(long orderKey)
    {
        Span<byte> text = stackalloc byte[OrderKeys.TextBytes];
        return System.Text.Encoding.ASCII.GetString(text[..Keys.Write(orderKey, text)]);
    }

    /// <summary>The frames from the first on.</summary>
    public JournalReader OpenFrames() => Open(JournalFolder.FramesPath(Folder), JournalHeader.FramesStream);

    /// <summary>The decisions and actions from the first on.</summary>
    public JournalReader OpenActions() => Open(JournalFolder.ActionsPath(Folder), JournalHeader.ActionsStream);

    private static JournalReader Open(string path, string stream)
    {
        if (JournalFolder.NextSegment(path, 0) == 0)
            throw new FileNotFoundException($"There is no journal {path}; --journal names a folder that kchft demo --journal kept.");
        var reader = new JournalReader(path);
        if (reader.Header?.Stream == stream)
            return reader;
        string fault = reader.Header is null ? $"{reader.End}" : $"its stream is {reader.Header.Stream}, not {stream}";
        reader.Dispose();
        throw new InvalidDataException($"{path} cannot be replayed: {fault}.");
    }
}
