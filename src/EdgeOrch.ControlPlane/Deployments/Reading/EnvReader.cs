using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.ControlPlane.Deployments.Reading;

/// <summary>Reads one variable of a container's environment.</summary>
internal static class EnvReader
{
    public static EnvVariable? Read(ManifestNode node, string path, ProblemList problems)
    {
        if (Fields.Open(node, path, problems) is not { } fields) return null;
        var before = problems.Count;
        var variable = new EnvVariable { Name = fields.RequiredText("name"), Value = fields.Text("value") ?? "" };
        if (problems.Count == before && (variable.Name.Length == 0 || variable.Name.Contains('=', StringComparison.Ordinal)))
            fields.Report("bad-name", "name", $"{Shown.Quote(variable.Name)} is no variable: must not be empty and hold no '='");
        fields.Close();
        return variable;
    }
}
