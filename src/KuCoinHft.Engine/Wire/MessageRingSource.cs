using KuCoinHft.Ring;

namespace KuCoinHft.Engine.Wire;

/// <summary>Takes frames from a message ring that a cold thread fills: REST answers and slow-lane results.</summary>
/// <remarks>The writer gives source and kind as the message's tags. A frame takes Intake's time, not the writer's, since receive time never goes back.</remarks>
public sealed class MessageRingSource(MessageRing messages, IClock clock) : IFrameSource
{
    public int Poll(Intake intake, int framesMax)
    {
        int published = 0;
        while (published < framesMax && messages.TryPeek(out MessageView message))
        {
            if (!intake.TryPublish((FrameSource)message.Tag1, (FrameKind)message.Tag2, clock.NowNs, message.Bytes))
                break;
            messages.Advance();
            published++;
        }

        return published;
    }
}
