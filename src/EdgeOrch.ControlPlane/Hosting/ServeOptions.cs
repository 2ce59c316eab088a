using System.Net;
using EdgeOrch.ControlPlane.Broker;
using EdgeOrch.ControlPlane.Deltas;
using EdgeOrch.ControlPlane.Identity;
using EdgeOrch.ControlPlane.Registry;

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

    /// <summary>What the config file sets of these; nothing by default.</summary>
    public Action<IdentityOptions> Identity { get; init; } = _ => { };

    /// <inheritdoc cref="Identity"/>
    public Action<BrokerOptions> Broker { get; init; } = _ => { };

    /// <inheritdoc cref="Identity"/>
    public Action<RegistryOptions> Registry { get; init; } = _ => { };

    /// <inheritdoc cref="Identity"/>
    public Action<DeltaOptions> Deltas { get; init; } = _ => { };
}
