using System.Text.Json;
using KuCoinHft.Engine.Decode;

namespace KuCoinHft.Engine.Tests.Decode;

public sealed class DecoderGoldenTests
{
    public static TheoryData<string> All => Fixtures.All;

    [Theory]
    [MemberData(nameof(All))]
    public void Every_message_decodes_as_its_expected_file_says(string name)
    {
        Assert.Equal(Fixtures.Expected(name), Fixtures.Describe(new FrameDecoder(), Fixtures.Read(name)));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Every_field_equals_what_another_reader_finds_in_the_message(string name)
    {
        Fixtures.AssertDecodes(new FrameDecoder(), Fixtures.Read(name));
    }

    [Fact]
    public void The_comparison_sees_a_changed_digit_and_a_missing_field()
    {
        using JsonDocument message = JsonDocument.Parse("""{"data":{"price":"1.50","size":"2"}}""");
        using JsonDocument same = JsonDocument.Parse("""{"kind":"ticker","data":{"price":"1.5"}}""");
        using JsonDocument changed = JsonDocument.Parse("""{"kind":"ticker","data":{"price":"1.51"}}""");
        JsonComparison.AssertWithin(same.RootElement, message.RootElement);
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => JsonComparison.AssertWithin(changed.RootElement, message.RootElement));
        Assert.Equal([".data.size"], JsonComparison.Unread(message.RootElement, same.RootElement));
    }

    [Fact]
    public void The_recording_of_2021_decodes_to_its_last_frame()
    {
        byte[][] frames = Fixtures.Recording2021();
        var decoder = new FrameDecoder();
        var kinds = new Dictionary<UpdateKind, int>();
        foreach (byte[] json in frames)
        {
            Fixtures.AssertDecodes(decoder, json);
            kinds[decoder.Frame.Kind] = kinds.GetValueOrDefault(decoder.Frame.Kind) + 1;
        }

        Assert.Equal(
            new Dictionary<UpdateKind, int>
            {
                [UpdateKind.Welcome] = 1,
                [UpdateKind.Ack] = 13,
                [UpdateKind.Ticker] = 830,
                [UpdateKind.Level2] = 3853,
                [UpdateKind.Match] = 18,
                [UpdateKind.Candle] = 6,
            },
            kinds);
    }
}
