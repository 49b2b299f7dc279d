namespace KuCoinHft.Exchange.Server.Rest;

/// <summary>Which quota a request counts in.</summary>
/// <remarks>Source: api.md 2.3.</remarks>
internal enum Pool
{
    /// <summary>One for each address.</summary>
    Public,

    /// <summary>One for each account; margin is in it.</summary>
    Spot,

    /// <summary>One for each account.</summary>
    Management,
}
