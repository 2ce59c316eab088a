using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.ControlPlane.Deployments.Reading;

/// <summary>Reads a GPIO line that a container gets.</summary>
internal static class GpioReader
{
    private const int HighestPin = 1000;
    private const int HighestOffset = 65_535;

    public static GpioManifest? Read(ManifestNode node, string path, ProblemList problems)
    {
        if (Fields.Open(node, path, problems) is not { } fields) return null;
        fields.ExactlyOne("line", "pin", "chip");
        if (fields.Has("chip") != fields.Has("offset"))
            fields.Report("not-together", fields.Has("chip") ? "chip" : "offset", "chip and offset go together");
        var line = new GpioManifest
        {
            Name = fields.ResourceName("name"),
            Line = NotEmpty(fields, "line"),
            Pin = fields.Integer("pin", 1, HighestPin),
            Chip = NotEmpty(fields, "chip"),
            Offset = fields.Integer("offset", 0, HighestOffset),
            Direction = fields.RequiredWord<GpioDirection>("direction"),
            Initial = fields.Word<GpioLevel>("initial"),
            Safe = fields.Word<GpioLevel>("safe"),
            Bias = fields.Word<GpioBias>("bias"),
            Edge = fields.Word<GpioEdge>("edge"),
        };
        CheckDirection(fields, line.Direction);
        fields.Close();
        return line;
    }

    private static string? NotEmpty(Fields fields, string name)
    {
        var text = fields.Text(name);
        if (text is { Length: 0 or > 63 }) fields.Report("bad-name", name, $"{Shown.Quote(text)} must have 1 to 63 characters");
        return text;
    }

    private static void CheckDirection(Fields fields, GpioDirection direction)
    {
        if (!fields.Has("direction")) return;
        var (wrong, right) = direction == GpioDirection.Input ? (new[] { "initial", "safe" }, "output") : (["bias", "edge"], "input");
        foreach (var name in wrong.Where(fields.Has)) fields.Report("not-together", name, $"is for an {right} only");
    }
}
