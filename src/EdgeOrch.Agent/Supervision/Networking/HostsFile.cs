using System.Globalization;
using System.Text;
using EdgeOrch.Containers.Networking;
using EdgeOrch.Contracts;

namespace EdgeOrch.Agent.Supervision.Networking;

/// <summary>
/// The <c>/etc/hosts</c> of a container on the bridge: itself, and every other by <c>deployment.container</c>,
/// <c>deployment-container</c> and, within its deployment, <c>container</c>. Addresses stay over restarts, so it changes only when
/// a workload comes or goes.
/// </summary>
internal static class HostsFile
{
    /// <summary>What it says.</summary>
    /// <param name="own">The container's lease.</param>
    /// <param name="hostName">Its host name.</param>
    /// <param name="all">The leases of all on the bridge.</param>
    /// <param name="plan">The bridge.</param>
    public static string Content(AddressLease own, string hostName, IReadOnlyList<AddressLease> all, BridgePlan plan)
    {
        var text = new StringBuilder("127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n");
        var deployment = Deployment(own.Id);
        Line(text, own, plan, [hostName, .. Names(own, deployment, all)]);
        foreach (var other in all.Where(l => l.Id != own.Id).OrderBy(l => l.Id, StringComparer.Ordinal)) Line(text, other, plan, Names(other, deployment, all));
        return text.ToString();
    }

    private static List<string> Names(AddressLease lease, string deployment, IReadOnlyList<AddressLease> all)
    {
        if (!WorkloadId.TryParseFileName(lease.Id, out var id)) return [];
        List<string> names = [lease.Id];

        // "a-b" with "c" and "a" with "b-c" have the same: then it means neither.
        var joined = Joined(lease.Id);
        if (all.Count(l => Joined(l.Id) == joined) == 1) names.Add(joined);
        if (id.Deployment == deployment) names.Insert(0, id.Container);
        return names;
    }

    private static void Line(StringBuilder text, AddressLease lease, BridgePlan plan, IEnumerable<string> names)
    {
        var endpoint = new BridgeEndpoint(lease.Id, lease.Number, []);
        var list = string.Join(' ', names.Distinct());
        text.Append(CultureInfo.InvariantCulture, $"{endpoint.Address(plan)}\t{list}\n");
        if (endpoint.Address6(plan) is { } address6) text.Append(CultureInfo.InvariantCulture, $"{address6}\t{list}\n");
    }

    private static string Deployment(string id) => id.Split('.')[0];

    private static string Joined(string id) => id.Replace('.', '-');
}
