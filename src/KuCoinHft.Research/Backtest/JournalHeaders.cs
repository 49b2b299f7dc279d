using System.Security.Cryptography;
using System.Text;
using KuCoinHft.Engine;
using KuCoinHft.Engine.Features;
using KuCoinHft.Engine.Journal;
using KuCoinHft.Engine.Market;

namespace KuCoinHft.Research.Backtest;

/// <summary>The header of a session's journal: everything that its decisions depend on and its frames do not say.</summary>
public static class JournalHeaders
{
    /// <param name="stream"><see cref="JournalHeader.FramesStream"/> or <see cref="JournalHeader.ActionsStream"/>.</param>
    public static JournalHeader Of(string stream, IReadOnlyList<Instrument> instruments, EngineModels models, EngineSettings settings, long startNs) => new()
    {
        Stream = stream,
        Session = $"{settings.SessionId:x8}",
        StartNs = startNs,
        Isa = JournalHeader.MachineIsa,
        OrtVersion = EngineModels.OnnxRuntimeVersion,
        ConfigHash = ConfigHash(settings),
        FeatureHash = FeatureSet.Hash,
        Models = models.Hashes,
        Instruments = instruments,
    };

    /// <summary>SHA-256 of the settings' text, which names every setting and its value.</summary>
    public static string ConfigHash(EngineSettings settings) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(settings.ToString())));
}
