namespace KuCoinHft.Adapters.Onnx;

/// <summary>Cuts off what exporters hang behind a classifier for people: a map from label to probability, which would make a dictionary a call.</summary>
public static class OnnxTail
{
    /// <summary>Takes every ZipMap out of the graph and gives out the row of probabilities that it reads instead.</summary>
    /// <returns>False when there is none, and the graph is as it was.</returns>
    public static bool TryCut(OnnxGraph graph)
    {
        OnnxNode[] maps = [.. graph.Nodes.Where(node => node.OpType == "ZipMap")];
        foreach (OnnxNode map in maps)
        {
            int at = graph.Outputs.FindIndex(output => output.Name == map.Outputs[0]);
            if (at < 0)
                continue;
            int classes = (map.Attribute("classlabels_int64s")?.Ints.Length ?? 0) + (map.Attribute("classlabels_strings")?.Strings.Length ?? 0);
            graph.Outputs[at] = new OnnxValue(map.Inputs[0], OnnxElement.Float, [-1, classes]);
            graph.Nodes.Remove(map);
        }

        return maps.Length > 0;
    }
}
