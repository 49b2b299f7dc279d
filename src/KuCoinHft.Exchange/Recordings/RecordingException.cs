namespace KuCoinHft.Exchange.Recordings;

/// <summary>A recording cannot be opened or read; the message names the file, the line where one is at fault, and the mend.</summary>
public sealed class RecordingException : Exception
{
    public RecordingException()
    {
    }

    public RecordingException(string message)
        : base(message)
    {
    }

    public RecordingException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
