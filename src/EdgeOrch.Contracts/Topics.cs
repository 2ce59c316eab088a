using System.Diagnostics.CodeAnalysis;

namespace EdgeOrch.Contracts;

/// <summary>The MQTT topics between a device and the control plane, all below the device's own prefix.</summary>
public static class Topics
{
    /// <summary>What every topic begins with; the version is that of the whole protocol.</summary>
    public const string Root = "edgeorch/v1/devices/";

    /// <summary>The prefix below which a device may publish and subscribe, and nowhere else.</summary>
    public static string Prefix(DeviceId device) => $"{Root}{device}/";

    /// <summary>Signed desired state, to the device, retained.</summary>
    public static string Desired(DeviceId device) => Prefix(device) + "desired";

    /// <summary>Reported state, to the cloud.</summary>
    public static string Reported(DeviceId device) => Prefix(device) + "reported";

    /// <summary>The device's outbox, to the cloud; each batch is acknowledged by a response.</summary>
    public static string Events(DeviceId device) => Prefix(device) + "events";

    /// <summary>Online or offline, to the cloud; offline is the session's will.</summary>
    public static string Link(DeviceId device) => Prefix(device) + "link";

    /// <summary>A request of the named method, either way.</summary>
    public static string Request(DeviceId device, string method) => $"{Prefix(device)}rpc/{method}/request";

    /// <summary>The response to a request of the named method, either way.</summary>
    public static string Response(DeviceId device, string method) => $"{Prefix(device)}rpc/{method}/response";

    /// <summary>The chunks of one transfer, to the device.</summary>
    public static string Blob(DeviceId device, string transfer) => $"{Prefix(device)}blobs/{transfer}";

    /// <summary>Splits a topic into its device and what follows the prefix; false when it is none of ours.</summary>
    public static bool TrySplit(string topic, out DeviceId device, [NotNullWhen(true)] out string? rest)
    {
        device = default;
        rest = null;
        if (!topic.StartsWith(Root, StringComparison.Ordinal)) return false;
        var slash = topic.IndexOf('/', Root.Length);
        if (slash < 0 || !DeviceId.TryParse(topic[Root.Length..slash], out device)) return false;
        rest = topic[(slash + 1)..];
        return rest.Length > 0;
    }
}
