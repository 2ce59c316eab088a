using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.ControlPlane.Deployments.Reading;

/// <summary>Reads a label selector.</summary>
internal static class SelectorReader
{
    public static LabelSelector? Read(ManifestNode node, string path, ProblemList problems)
    {
        if (Fields.Open(node, path, problems) is not { } fields) return null;
        var selector = new LabelSelector
        {
            MatchLabels = LabelMap.Read(fields, "matchLabels"),
            MatchExpressions = fields.List("matchExpressions", Limits.Labels, ReadRequirement),
        };
        fields.Close();
        return selector;
    }

    private static LabelRequirement? ReadRequirement(ManifestNode node, string path, ProblemList problems)
    {
        if (Fields.Open(node, path, problems) is not { } fields) return null;
        var before = problems.Count;
        var requirement = new LabelRequirement
        {
            Key = fields.RequiredText("key"),
            Operator = fields.RequiredWord<LabelOperator>("operator"),
            Values = fields.Texts("values") ?? [],
        };
        if (requirement.Key.Length > 0) LabelSyntax.CheckKey(requirement.Key, fields.PathOf("key"), problems, fields.LineOf("key"));
        foreach (var value in requirement.Values) LabelSyntax.CheckValue(value, fields.PathOf("values"), problems, fields.LineOf("values"));
        if (problems.Count == before) CheckValues(requirement, fields);
        fields.Close();
        return requirement;
    }

    private static void CheckValues(LabelRequirement requirement, Fields fields)
    {
        var wanted = requirement.Operator is LabelOperator.In or LabelOperator.NotIn;
        if (wanted && requirement.Values.Count == 0) fields.Report("missing-field", "values", $"operator {requirement.Operator} needs at least one value");
        if (!wanted && requirement.Values.Count > 0) fields.Report("not-together", "values", $"operator {requirement.Operator} takes no values");
    }
}
