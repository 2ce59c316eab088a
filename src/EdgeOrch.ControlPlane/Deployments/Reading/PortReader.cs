using System.Globalization;
using System.Net;
using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.ControlPlane.Deployments.Reading;

/// <summary>Reads one published port.</summary>
internal static class PortReader
{
    private const int LastPort = 65535;

    public static PortManifest? Read(ManifestNode node, string path, ProblemList problems)
    {
        if (Fields.Open(node, path, problems) is not { } fields) return null;
        var before = problems.Count;
        var port = new PortManifest
        {
            Port = fields.RequiredInteger("port", 1, LastPort) ?? 1,
            HostPort = fields.Integer("hostPort", 1, LastPort),
            Protocol = fields.Word<PortProtocol>("protocol") ?? PortProtocol.Tcp,
            HostIp = ReadAddress(fields),
        };
        fields.Close();
        return problems.Count == before ? port : null;
    }

    /// <summary>Reports ports of the device that two containers of a deployment want, or one container twice: they always are on one device.</summary>
    public static void CheckDistinct(Fields fields, string containers)
    {
        if (fields.Take(containers) is not ListNode list) return;
        var seen = new List<(PortManifest Port, int Line)>();
        foreach (var (index, container) in list.Items.Index())
        {
            if ((container as MapNode)?.Entries.FirstOrDefault(e => e.Key == "ports")?.Value is not ListNode ports) continue;
            foreach (var (number, item) in ports.Items.Index())
            {
                if (Read(item, "", new ProblemList()) is not { } port) continue;
                if (seen.FirstOrDefault(s => Collide(s.Port, port)) is { Port: not null } earlier)
                {
                    var path = string.Create(CultureInfo.InvariantCulture, $"{fields.PathOf(containers)}[{index}].ports[{number}]");
                    fields.Problems.Add("duplicate-port", path, string.Create(CultureInfo.InvariantCulture, $"port {port.DevicePort} of the device is taken already, on line {earlier.Line}"), item.Line);
                }

                seen.Add((port, item.Line));
            }
        }
    }

    private static bool Collide(PortManifest a, PortManifest b) =>
        a.DevicePort == b.DevicePort && a.Protocol == b.Protocol && (a.HostIp is null || b.HostIp is null || a.HostIp == b.HostIp);

    // As the device would write it, so that two ways of writing one address are seen to be the same.
    private static string? ReadAddress(Fields fields)
    {
        if (fields.Text("hostIp") is not { } text) return null;
        if (IPAddress.TryParse(text, out var address) && text.Contains(address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? '.' : ':', StringComparison.Ordinal)
            && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any))
            return address.ToString();
        fields.Report("bad-address", "hostIp", $"{Shown.Quote(text)} is no address of a device: must be one IPv4 or IPv6 address, such as 192.168.1.2; leave it out for all");
        return null;
    }
}
