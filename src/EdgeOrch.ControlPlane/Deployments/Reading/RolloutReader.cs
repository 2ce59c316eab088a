using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.ControlPlane.Deployments.Reading;

/// <summary>Reads how a change reaches the fleet.</summary>
internal static class RolloutReader
{
    private const int MostWaves = 100;

    public static RolloutManifest? Read(ManifestNode node, string path, ProblemList problems)
    {
        if (Fields.Open(node, path, problems) is not { } fields) return null;
        var defaults = new RolloutManifest();
        var rollout = new RolloutManifest
        {
            Waves = fields.List("waves", MostWaves, ReadWave),
            MaxUnavailable = Share(fields, "maxUnavailable"),
            ErrorThreshold = Share(fields, "errorThreshold"),
            OnFailure = fields.Word<RolloutFailureAction>("onFailure") ?? defaults.OnFailure,
            Deadline = fields.Duration("deadline", defaults.Deadline, TimeSpan.FromSeconds(10)),
        };
        if (rollout.MaxUnavailable is { Value: 0 }) fields.Report("out-of-range", "maxUnavailable", "0 would let nothing change: must be at least 1");
        fields.DistinctNames("waves", "name");
        fields.Close();
        return rollout;
    }

    private static RolloutWave? ReadWave(ManifestNode node, string path, ProblemList problems)
    {
        if (Fields.Open(node, path, problems) is not { } fields) return null;
        var wave = new RolloutWave
        {
            Name = fields.ResourceName("name"),
            Selector = fields.Take("selector") is { } selector ? SelectorReader.Read(selector, fields.PathOf("selector"), problems) : null,
            Size = Share(fields, "size"),
            Soak = fields.Duration("soak", default),
            Approval = fields.Flag("approval"),
        };
        if (wave.Size is { Value: 0 }) fields.Report("out-of-range", "size", "0 would be an empty wave: must be at least 1");
        fields.Close();
        return wave;
    }

    private static CountOrPercent? Share(Fields fields, string name) =>
        fields.Quantity<CountOrPercent>(name, CountOrPercent.TryParse, CountOrPercent.Rule);
}
