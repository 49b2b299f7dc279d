namespace KuCoinHft.Adapters.Compiled;

/// <summary>A graph that the compiled kernels do not cover; ONNX Runtime serves it.</summary>
internal sealed class NotCompiledException(string message) : Exception(message);
