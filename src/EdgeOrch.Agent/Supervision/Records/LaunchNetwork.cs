using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.Agent.Supervision.Records;

/// <summary>A container's place on the device's bridge. The supervisor gives it an address, and writes its two files before each start and while it runs.</summary>
/// <remarks>Members with a default have setters: a generated reader hands null to an init that an older file leaves out.</remarks>
internal sealed record LaunchNetwork
{
    /// <summary>Its host name, which its hosts file names with its address.</summary>
    public required string HostName { get; init; }

    /// <summary>Where its <c>/etc/hosts</c> is on the device, absolute; mounted by the launch's specification.</summary>
    public required string HostsFile { get; init; }

    /// <summary>Where its <c>/etc/resolv.conf</c> is on the device, absolute; mounted by the launch's specification.</summary>
    public required string ResolverFile { get; init; }

    /// <summary>The ports of the device that lead to it.</summary>
    public IReadOnlyList<PortManifest> Ports { get; set; } = [];
}
