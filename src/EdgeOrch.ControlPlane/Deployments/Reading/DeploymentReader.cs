using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.ControlPlane.Deployments.Reading;

/// <summary>Reads one document as a <see cref="DeploymentManifest"/>.</summary>
internal static class DeploymentReader
{
    public static DeploymentManifest? Read(ManifestNode node, ProblemList problems)
    {
        if (Fields.Open(node, "", problems) is not { } fields) return null;
        var version = RequiredConstant(fields, "apiVersion", DeploymentManifest.CurrentApiVersion);
        var kind = RequiredConstant(fields, "kind", DeploymentManifest.DeploymentKind);
        var metadata = fields.TakeRequired("metadata") is { } inner ? ReadMetadata(inner, problems) : null;
        var spec = fields.TakeRequired("spec") is { } wish ? ReadSpec(wish, problems) : null;
        fields.Close();
        if (metadata is null || spec is null) return null;
        return new DeploymentManifest { ApiVersion = version, Kind = kind, Metadata = metadata, Spec = spec };
    }

    private static string RequiredConstant(Fields fields, string name, string only)
    {
        var text = fields.RequiredText(name);
        if (text.Length > 0 && text != only) fields.Report("bad-value", name, $"{Shown.Quote(text)} is not known here: must be \"{only}\"");
        return text;
    }

    private static ManifestMetadata? ReadMetadata(ManifestNode node, ProblemList problems)
    {
        if (Fields.Open(node, "metadata", problems) is not { } fields) return null;
        var metadata = new ManifestMetadata { Name = fields.ResourceName("name"), Labels = LabelMap.Read(fields, "labels") };
        fields.Close();
        return metadata;
    }

    private static DeploymentSpec? ReadSpec(ManifestNode node, ProblemList problems)
    {
        if (Fields.Open(node, "spec", problems) is not { } fields) return null;
        var selector = fields.TakeRequired("selector") is { } wanted ? SelectorReader.Read(wanted, "spec.selector", problems) : null;
        var containers = fields.RequiredList("containers", Limits.ContainersPerDeployment, ContainerReader.Read);
        fields.DistinctNames("containers", "name");
        DependencyReader.CheckAll(fields);
        PortReader.CheckDistinct(fields, "containers");
        var rollout = fields.Take("rollout") is { } plan ? RolloutReader.Read(plan, "spec.rollout", problems) : null;
        fields.Close();
        return new DeploymentSpec { Selector = selector ?? new LabelSelector(), Containers = containers, Rollout = rollout };
    }
}
