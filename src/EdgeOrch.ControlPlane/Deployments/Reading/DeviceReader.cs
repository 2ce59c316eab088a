using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.ControlPlane.Deployments.Reading;

/// <summary>Reads a device node that a container gets.</summary>
internal static class DeviceReader
{
    public static DeviceManifest? Read(ManifestNode node, string path, ProblemList problems)
    {
        if (Fields.Open(node, path, problems) is not { } fields) return null;
        fields.ExactlyOne("path", "bus");
        var defaults = new DeviceManifest();
        var device = new DeviceManifest
        {
            Path = fields.Text("path"),
            Bus = fields.OptionalName("bus"),
            Permissions = fields.Text("permissions") ?? defaults.Permissions,
        };
        fields.CheckAbsolutePath("path", device.Path);
        if (device.Path is { } at && at.StartsWith('/') && (!at.StartsWith("/dev/", StringComparison.Ordinal) || at.Length == 5))
            fields.Report("bad-path", "path", $"{Shown.Quote(at)} must lie below /dev");
        if (device.Permissions.Length is 0 or > 3 || device.Permissions.Except("rwm").Any() || device.Permissions.Distinct().Count() != device.Permissions.Length)
            fields.Report("bad-value", "permissions", $"{Shown.Quote(device.Permissions)} must be letters of \"rwm\", each once at most");
        fields.Close();
        return device;
    }
}
