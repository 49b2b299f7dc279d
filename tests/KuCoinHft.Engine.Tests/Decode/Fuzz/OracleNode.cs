using System.Text.Json;

namespace KuCoinHft.Engine.Tests.Decode.Fuzz;

/// <summary>One value or key as System.Text.Json sees it.</summary>
/// <param name="Start">First byte: of a string the one after the quote.</param>
/// <param name="Next">Index of the node after this one and all that it holds.</param>
internal record struct OracleNode(JsonTokenType Type, int Start, int Length, int Next, bool IsEscaped)
{
    /// <summary>First byte, quotes included.</summary>
    public readonly int OuterStart => IsString ? Start - 1 : Start;

    /// <summary>The byte behind, quotes included.</summary>
    public readonly int OuterEnd => Start + Length + (IsString ? 1 : 0);

    public readonly bool IsKey => Type == JsonTokenType.PropertyName;

    public readonly bool IsString => Type is JsonTokenType.String or JsonTokenType.PropertyName;

    public readonly bool IsContainer => Type is JsonTokenType.StartObject or JsonTokenType.StartArray;
}
