using System.Runtime.CompilerServices;
using KuCoinHft.Engine.Features;

namespace KuCoinHft.Engine.Tests.Features;

/// <summary>The list that models are trained on, and the shape of what carries it.</summary>
public sealed class FeatureSetTests
{
    // A model trained on other features must not load, so a change of the list has to be seen: with it change the version and this line.
    private const string HashOfVersion2 = "aa3e9e199ea8aa2c57c87f6436adf737c12707c6e9a22aa713c3d7e088e5a53f";

    [Fact]
    public void The_hash_is_the_one_that_models_were_trained_with() => Assert.Equal(HashOfVersion2, FeatureSet.Hash);

    [Fact]
    public void Names_are_unique_and_found_at_their_index()
    {
        Assert.Equal(FeatureSet.Count, FeatureSet.Names.Distinct().Count());
        for (int i = 0; i < FeatureSet.Count; i++)
            Assert.Equal(i, FeatureSet.IndexOf(FeatureSet.Names[i]));
        Assert.Equal(-1, FeatureSet.IndexOf("no_such_feature"));
    }

    [Fact]
    public void Definitions_stand_in_the_order_of_the_indices()
    {
        Assert.Equal(Enum.GetValues<Feature>(), FeatureSet.Definitions.Select(definition => definition.Id));
        Assert.Equal(FeatureSet.Count, FeatureSet.Definitions.Count);
        Assert.All(FeatureSet.Definitions, definition =>
        {
            Assert.NotEmpty(definition.Units);
            Assert.NotEmpty(definition.Formula);
            Assert.NotEmpty(definition.Source);
        });
    }

    [Fact]
    public void The_slow_lane_takes_the_rest_of_the_vector()
    {
        Assert.InRange(FeatureSet.Count, 40, 64);
        Assert.Equal(Limits.FeaturesMax, FeatureSet.SlowFirst + FeatureSet.SlowCount);
        Assert.True(FeatureSet.SlowCount >= 8);
    }

    [Fact]
    public void The_hash_changes_with_a_version_a_name_a_unit_a_formula_and_the_order()
    {
        FeatureDefinition[] changed = [.. FeatureSet.Definitions];
        Assert.Equal(FeatureSet.Hash, FeatureSet.HashOf(FeatureSet.Version, changed));
        Assert.NotEqual(FeatureSet.Hash, FeatureSet.HashOf(FeatureSet.Version + "x", changed));
        FeatureDefinition kept = changed[3];
        foreach (FeatureDefinition other in new[] { kept with { Name = "x" }, kept with { Units = "x" }, kept with { Formula = "x" } })
        {
            changed[3] = other;
            Assert.NotEqual(FeatureSet.Hash, FeatureSet.HashOf(FeatureSet.Version, changed));
        }

        changed[3] = changed[4];
        changed[4] = kept;
        Assert.NotEqual(FeatureSet.Hash, FeatureSet.HashOf(FeatureSet.Version, changed));
    }

    [Fact]
    public void Columns_and_slots_are_whole_cache_lines()
    {
        Assert.Equal(320, Unsafe.SizeOf<FeatureVector>());
        Assert.Equal(0, Unsafe.SizeOf<FeatureVector>() % 64);
        Assert.Equal(64, Unsafe.SizeOf<Slot>());
    }
}
