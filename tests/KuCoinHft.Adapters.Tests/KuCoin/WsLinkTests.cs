namespace KuCoinHft.Adapters.Tests.KuCoin;

public sealed class WsLinkTests() : WsLinkContract(certificate: null);
