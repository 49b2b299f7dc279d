namespace KuCoinHft.Adapters.KuCoin;

/// <summary>KuCoin said no, or said something that is not KuCoin's.</summary>
public sealed class KuCoinException : Exception
{
    public KuCoinException(string code, string answer, string path)
        : base($"KuCoin answered {code} to {path}: {answer}")
    {
        Code = code;
        Answer = answer;
        Path = path;
    }

    /// <summary>KuCoin's code, for example <c>400100</c>; the HTTP status where the answer carries no code.</summary>
    public string Code { get; }

    /// <summary>KuCoin's <c>msg</c>, or what was wrong with the answer.</summary>
    public string Answer { get; }

    /// <summary>What was asked: verb and path, or topic.</summary>
    public string Path { get; }
}
