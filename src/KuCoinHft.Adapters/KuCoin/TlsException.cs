namespace KuCoinHft.Adapters.KuCoin;

/// <summary>No TLS with a server: its certificate is not trusted, or it does not speak TLS as we do. Names the host and the mend.</summary>
public sealed class TlsException(string message, Exception? cause = null) : IOException(message, cause);
