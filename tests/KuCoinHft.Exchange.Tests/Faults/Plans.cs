using System.Text;
using KuCoinHft.Exchange.Faults;

namespace KuCoinHft.Exchange.Tests.Faults;

/// <summary>Plans of the tests.</summary>
internal static class Plans
{
    /// <param name="faults">The rows of a table, as JSON objects with commas between them.</param>
    public static FaultPlan Of(string faults, long seed = 1) => new(FaultTable.Parse(Encoding.UTF8.GetBytes($$"""{"faults":[{{faults}}]}"""), "table"), seed);
}
