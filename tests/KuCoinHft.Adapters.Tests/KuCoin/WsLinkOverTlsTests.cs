namespace KuCoinHft.Adapters.Tests.KuCoin;

public sealed class WsLinkOverTlsTests() : WsLinkContract(Certificates.Localhost);
