using EdgeOrch.Contracts;

namespace EdgeOrch.ControlPlane.Broker;

/// <summary>What a device may publish and subscribe: its own topics, in their direction, and nothing else.</summary>
internal static class TopicRules
{
    private const int MaxMethodLength = 64;

    /// <summary>Whether the device may publish on the topic.</summary>
    public static bool MayPublish(DeviceId device, string topic) =>
        Topics.TrySplit(topic, out var owner, out var rest) && owner == device
        && (rest is "reported" or "events" or "link" || TryMethod(rest, "/request", out _) || TryMethod(rest, "/response", out _));

    /// <summary>Whether the device may subscribe with the filter.</summary>
    public static bool MaySubscribe(DeviceId device, string filter)
    {
        // The prefix holds no wildcard, so a filter that begins with it selects nothing outside it; "$share/…" does not begin with it.
        var prefix = Topics.Prefix(device);
        return filter.StartsWith(prefix, StringComparison.Ordinal) && filter.Length > prefix.Length;
    }

    /// <summary>The method in <c>rpc/{method}</c> and the given end; false when the topic is no such.</summary>
    public static bool TryMethod(string rest, string end, out string method)
    {
        method = "";
        const string start = "rpc/";
        if (!rest.StartsWith(start, StringComparison.Ordinal) || !rest.EndsWith(end, StringComparison.Ordinal)) return false;
        var length = rest.Length - start.Length - end.Length;
        if (length is < 1 or > MaxMethodLength) return false;
        method = rest.Substring(start.Length, length);
        return !method.Contains('/', StringComparison.Ordinal);
    }
}
