namespace KuCoinHft.Adapters.Tests.KuCoin;

public sealed class SocketOutboxTests() : SocketOutboxContract(certificate: null);
