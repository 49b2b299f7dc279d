namespace KuCoinHft.Ring.Tests;

public sealed class RunSettingsTests
{
    [Fact]
    public void The_run_settings_file_was_loaded() => Assert.Equal("loaded", Environment.GetEnvironmentVariable("KCHFT_RUNSETTINGS"));
}
