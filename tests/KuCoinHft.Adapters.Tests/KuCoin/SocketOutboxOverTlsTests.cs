namespace KuCoinHft.Adapters.Tests.KuCoin;

public sealed class SocketOutboxOverTlsTests() : SocketOutboxContract(Certificates.Localhost);
