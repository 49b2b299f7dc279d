namespace KuCoinHft.Ring;

/// <summary>A stage: works on the sequences that are there, owns no thread, never waits.</summary>
public interface IEventHandler
{
    /// <summary>Handles every sequence from <paramref name="first"/> to <paramref name="last"/>, both inclusive.</summary>
    /// <remarks>Results must not depend on where batches begin and end.</remarks>
    void OnBatch(long first, long last);
}
