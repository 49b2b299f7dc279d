using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using KuCoinHft.Engine;
using KuCoinHft.Engine.Features;
using KuCoinHft.Engine.Journal;
using KuCoinHft.Engine.Market;

namespace KuCoinHft.Research.Backtest;

/// <summary>The header of a session's journal: everything that its decisions depend on and its frames do not say.</summary>
public static class JournalHeaders
{
    private const string SettingsKey = "settings";
    private const string SpeedKey = "speed";

    /// <param name="stream"><see cref="JournalHeader.FramesStream"/> or <see cref="JournalHeader.ActionsStream"/>.</param>
    /// <param name="speed">Session seconds per second of the wall clock, where it has one; virtual time has none.</param>
    public static JournalHeader Of(
        string stream, IReadOnlyList<Instrument> instruments, EngineModels models, EngineSettings settings, long startNs, double? speed = null) => new()
        {
            Stream = stream,
            Session = $"{settings.SessionId:x8}",
            StartNs = startNs,
            Isa = JournalHeader.MachineIsa,
            Arithmetic = models.Arithmetic,
            ConfigHash = ConfigHash(settings),
            FeatureHash = FeatureSet.Hash,
            Models = models.Hashes,
            Instruments = instruments,
            Properties = Properties(settings, speed),
        };

    /// <summary>The settings that the session ran with, which a replay of its frames needs too.</summary>
    /// <exception cref="InvalidDataException">The header does not say them, or they are not of this program's version.</exception>
    public static EngineSettings SettingsOf(JournalHeader header)
    {
        if (!header.Properties.TryGetValue(SettingsKey, out string? text))
            throw new InvalidDataException("The journal does not say its session's settings, so an older kchft made it; record it anew with kchft demo --journal.");
        EngineSettings? settings;
        try
        {
            settings = JsonSerializer.Deserialize(text, SettingsJson.Default.EngineSettings);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"The settings in the journal are not those of this kchft: {e.Message} Use the version that made it, or record it anew.", e);
        }

        if (settings is null || ConfigHash(settings) != header.ConfigHash)
            throw new InvalidDataException("The settings in the journal do not have the hash beside them; use the version that made it, or record it anew.");
        return settings;
    }

    /// <summary>Session seconds per second of the wall clock; null when the header does not say.</summary>
    public static double? SpeedOf(JournalHeader header) =>
        header.Properties.TryGetValue(SpeedKey, out string? text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double speed) ? speed : null;

    /// <summary>SHA-256 of the settings' text, which names every setting and its value.</summary>
    public static string ConfigHash(EngineSettings settings) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(settings.ToString())));

    private static SortedDictionary<string, string> Properties(EngineSettings settings, double? speed)
    {
        var properties = new SortedDictionary<string, string>(StringComparer.Ordinal) { [SettingsKey] = JsonSerializer.Serialize(settings, SettingsJson.Default.EngineSettings) };
        if (speed is { } known)
            properties[SpeedKey] = known.ToString(CultureInfo.InvariantCulture);
        return properties;
    }
}
