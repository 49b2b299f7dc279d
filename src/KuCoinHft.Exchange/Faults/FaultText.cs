using System.Text;
using KuCoinHft.Exchange.Matching;

namespace KuCoinHft.Exchange.Faults;

/// <summary>What faults read in the order pushes and change in them; the form is that of <see cref="PushWriter"/>.</summary>
internal static class FaultText
{
    private static readonly string[] Events = ["received", "open", "match", "update", "filled", "canceled"];

    /// <summary>The type of an order push, or nothing.</summary>
    public static string OrderEvent(string push) => Array.Find(Events, x => push.Contains($"\"type\":\"{x}\"", StringComparison.Ordinal)) ?? "";

    public static bool IsByFunds(string push) => push.Contains("\"originFunds\":", StringComparison.Ordinal);

    public static byte[] WithoutOrderId(string push)
    {
        const string Field = "\"orderId\":\"";
        int begin = push.IndexOf(Field, StringComparison.Ordinal);
        int end = push.IndexOf("\",", begin + Field.Length, StringComparison.Ordinal) + 2;
        return Encoding.UTF8.GetBytes(push.Remove(begin, end - begin));
    }

    public static byte[] Canceled(string push) => Encoding.UTF8.GetBytes(push.Replace("\"type\":\"filled\"", "\"type\":\"canceled\"", StringComparison.Ordinal));

    /// <summary>An answer that leaves open what happened.</summary>
    public static Refusal Failure(string code) => new(code, code == "408000" ? "Request timeout" : "Internal Server Error");
}
