using System.Net;

namespace EdgeOrch.ControlPlane.Hosting;

/// <summary>What <c>edgeorch serve</c> is told by its command line and its config file; the command line wins.</summary>
internal sealed record ServeOptions
{
    /// <summary>Folder of all data. Default <c>/var/lib/edgeorch</c>.</summary>
    public string Data { get; init; } = "/var/lib/edgeorch";

    /// <summary>Where API and registry listen, TLS. Default <c>127.0.0.1:8443</c>.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 8443);

    /// <summary>Where the MQTT broker listens, TLS. Default <c>127.0.0.1:8883</c>.</summary>
    public IPEndPoint Mqtt { get; init; } = new(IPAddress.Loopback, 8883);

    /// <summary>Names and addresses in the server's certificate, the first of which devices are told. Empty: localhost, 127.0.0.1 and ::1.</summary>
    public IReadOnlyList<string> HostNames { get; init; } = [];
}
