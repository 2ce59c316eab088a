using System.Globalization;
using System.Net;

namespace EdgeOrch.Containers.Networking;

/// <summary>One container on the bridge.</summary>
/// <param name="Id">Its name, for people.</param>
/// <param name="Number">Its number within the bridge's networks, 2 or more; no other container has it.</param>
/// <param name="Ports">What of it the device publishes.</param>
public sealed record BridgeEndpoint(string Id, int Number, IReadOnlyList<PublishedPort> Ports)
{
    /// <summary>The bridge's port that leads to it.</summary>
    public string Port => string.Create(CultureInfo.InvariantCulture, $"{PortPrefix}{Number}");

    internal const string PortPrefix = "edgeorch-";

    /// <summary>Its address.</summary>
    /// <param name="plan">The bridge.</param>
    public IPAddress Address(BridgePlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return BridgePlan.AddressOf(plan.Subnet, Number);
    }

    /// <summary>Its IPv6 address; null without IPv6.</summary>
    /// <param name="plan">The bridge.</param>
    public IPAddress? Address6(BridgePlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return plan.Subnet6 is { } subnet ? BridgePlan.AddressOf(subnet, Number) : null;
    }
}
