using KuCoinHft.Exchange.Ledger;

namespace KuCoinHft.Exchange.Server.Rest;

/// <summary>One endpoint.</summary>
/// <param name="Path">The path; a segment in braces stands for any text, which the handler finds in <see cref="RestRequest.Part"/>.</param>
/// <param name="Weight">What a call takes from the pool.</param>
/// <param name="Permission">What the key must have; None for a public endpoint, where signatures are not looked at.</param>
internal sealed record Route(string Method, string Path, Pool Pool, int Weight, ApiPermissions Permission, Func<RestRequest, Task<RestAnswer>> Handle)
{
    public bool IsPublic => Permission == ApiPermissions.None;
}
