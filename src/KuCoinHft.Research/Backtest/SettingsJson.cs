using System.Text.Json.Serialization;
using KuCoinHft.Engine;

namespace KuCoinHft.Research.Backtest;

/// <summary>Settings as the text in a journal's header; a setting that this program does not know, or misses, is refused.</summary>
[JsonSourceGenerationOptions(UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(EngineSettings))]
internal sealed partial class SettingsJson : JsonSerializerContext;
