using KuCoinHft.Engine;
using KuCoinHft.Engine.Journal;
using KuCoinHft.Research.Backtest;

namespace KuCoinHft.Research.Tests.Backtest;

/// <summary>A journal says the settings that its session ran with.</summary>
public sealed class JournalHeadersTests
{
    [Fact]
    public void Settings_and_speed_come_back_as_they_were_written()
    {
        JournalHeader header = Decoded(Header(JournaledSession.Lively, speed: 2.5));

        Assert.Equal(JournaledSession.Lively, JournalHeaders.SettingsOf(header));
        Assert.Equal(2.5, JournalHeaders.SpeedOf(header));
        Assert.Null(JournalHeaders.SpeedOf(Decoded(Header(JournaledSession.Lively, speed: null))));
    }

    [Fact]
    public void A_header_without_settings_is_refused()
    {
        JournalHeader header = Header(JournaledSession.Lively, speed: null) with { Properties = new Dictionary<string, string>() };
        Assert.Contains("record it anew", Assert.Throws<InvalidDataException>(() => JournalHeaders.SettingsOf(header)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"SessionId\":24301", "\"SessionId\":24302", "hash")]
    [InlineData("\"SessionId\":24301", "\"SessionId\":24301,\"Novel\":1", "Novel")]
    [InlineData("\"SessionId\":24301,", "", "SessionId")]
    [InlineData("{", "[", "settings")]
    public void Settings_that_are_not_the_sessions_own_are_refused(string part, string other, string named)
    {
        JournalHeader header = Header(JournaledSession.Lively, speed: null);
        string text = header.Properties["settings"];
        string changed = text.Replace(part, other, StringComparison.Ordinal);
        Assert.NotEqual(text, changed);

        header = header with { Properties = new Dictionary<string, string> { ["settings"] = changed } };

        Assert.Contains(named, Assert.Throws<InvalidDataException>(() => JournalHeaders.SettingsOf(header)).Message, StringComparison.Ordinal);
    }

    private static JournalHeader Header(EngineSettings settings, double? speed) =>
        JournalHeaders.Of(JournalHeader.FramesStream, Shipped.KuCoin.Instruments, EngineModels.None, settings, startNs: 0, speed);

    private static JournalHeader Decoded(JournalHeader header)
    {
        Assert.Equal(JournalStatus.Whole, JournalHeader.TryDecode(header.Encode(), out JournalHeader? decoded, out _));
        return decoded!;
    }
}
