using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.Agent.Supervision.Networking;

/// <summary>What one container has of the bridge, from its first launch to its removal.</summary>
/// <param name="Id">The container.</param>
/// <param name="Number">Its number within the bridge's networks, 2 or more.</param>
/// <param name="Ports">The ports of the device that are its own.</param>
internal sealed record AddressLease(string Id, int Number, IReadOnlyList<PortManifest> Ports);
