using EdgeOrch.Cli.CommandLine;
using EdgeOrch.Cli.Output;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Api;
using EdgeOrch.Contracts.Messages;

namespace EdgeOrch.Cli.Get;

/// <summary>What can be listed, column by column.</summary>
internal static class Resources
{
    public static Resource<DeviceView> Devices(CommandHost host) => new()
    {
        Plural = "devices",
        Aliases = ["device", "dev"],
        ListType = WireJson.Default.IReadOnlyListDeviceView,
        ItemType = WireJson.Default.DeviceView,
        ListAsync = (api, cancel) => api.GetAsync("/v1/devices", WireJson.Default.IReadOnlyListDeviceView, cancel),
        OneAsync = (api, name, cancel) => api.GetAsync($"/v1/devices/{Uri.EscapeDataString(name)}", WireJson.Default.DeviceView, cancel),
        Name = d => d.Id.ToString(),
        Labels = d => d.Labels,
        Columns =
        [
            new("NAME", d => d.Id.ToString()),
            new("STATUS", d => d.Link == LinkState.Online ? "online" : "offline"),
            new("SINCE", d => Words.Age(d.LinkSince, host.Now)),
            new("WORKLOADS", d => $"{d.Workloads.Count(w => d.Link == LinkState.Online && w.Reported?.IsReady(w.DesiredRevision) == true)}/{d.Workloads.Count}"),
            new("APPLIED", d => $"{d.AppliedGeneration}/{d.DesiredGeneration}"),
            new("AGE", d => Words.Age(d.EnrolledAt, host.Now)),
            new("PLATFORM", d => d.Facts.Platform.ToString(), Wide: true),
            new("CPU", d => $"{d.Facts.CpuMillicores}m", Wide: true),
            new("MEMORY", d => Words.Bytes(d.Facts.MemoryBytes), Wide: true),
            new("DISK-FREE", d => Words.Bytes(d.Facts.DiskFreeBytes), Wide: true),
            new("AGENT", d => d.Facts.AgentVersion, Wide: true),
            new("KERNEL", d => d.Facts.Kernel, Wide: true),
            new("LABELS", d => Words.Labels(d.Labels), Wide: true),
        ],
    };

    public static Resource<DeploymentView> Deployments(CommandHost host) => new()
    {
        Plural = "deployments",
        Aliases = ["deployment", "deploy"],
        ListType = WireJson.Default.IReadOnlyListDeploymentView,
        ItemType = WireJson.Default.DeploymentView,
        ListAsync = (api, cancel) => api.GetAsync("/v1/deployments", WireJson.Default.IReadOnlyListDeploymentView, cancel),
        OneAsync = (api, name, cancel) => api.GetAsync($"/v1/deployments/{Uri.EscapeDataString(name)}", WireJson.Default.DeploymentView, cancel),
        Name = d => d.Name,
        Labels = d => d.Manifest.Metadata.Labels,
        Columns =
        [
            new("NAME", d => d.Name),
            new("REVISION", d => Words.Number(d.Revision)),
            new("READY", d => $"{d.Ready}/{d.Selected}"),
            new("UNREACHABLE", d => Words.Number(d.Unreachable)),
            new("AGE", d => Words.Age(d.CreatedAt, host.Now)),
            new("CONTAINERS", d => string.Join(',', d.Manifest.Spec.Containers.Select(c => c.Name)), Wide: true),
            new("IMAGES", d => string.Join(',', d.Manifest.Spec.Containers.Select(c => c.Image)), Wide: true),
            new("SELECTOR", d => SelectorText.Of(d.Manifest.Spec.Selector), Wide: true),
        ],
    };

    public static Resource<ImageView> Images() => new()
    {
        Plural = "images",
        Aliases = ["image"],
        ListType = WireJson.Default.IReadOnlyListImageView,
        ItemType = WireJson.Default.ImageView,
        ListAsync = (api, cancel) => api.GetAsync("/v1/images", WireJson.Default.IReadOnlyListImageView, cancel),
        Name = i => $"{i.Repository}:{i.Tag}",
        Matches = (i, name) => name == i.Repository || name == $"{i.Repository}:{i.Tag}",
        Columns =
        [
            new("REPOSITORY", i => i.Repository),
            new("TAG", i => i.Tag),
            new("DIGEST", i => i.Digest.Hex[..12]),
            new("PLATFORMS", i => string.Join(',', i.Platforms)),
            new("SIZE", i => Words.Bytes(i.Bytes)),
            new("FULL-DIGEST", i => i.Digest.ToString(), Wide: true),
        ],
    };

    public static Resource<EventView> Events(CommandHost host) => new()
    {
        Plural = "events",
        Aliases = ["event", "ev"],
        ListType = WireJson.Default.IReadOnlyListEventView,
        ItemType = WireJson.Default.EventView,
        ListAsync = (api, cancel) => api.GetAsync("/v1/events", WireJson.Default.IReadOnlyListEventView, cancel),
        Name = e => Words.Number(e.Id),
        Matches = (e, name) => name == Words.Number(e.Id) || name == e.Device?.ToString(),
        Columns =
        [
            new("AGE", e => Words.Age(e.ReceivedAt, host.Now)),
            new("SEVERITY", e => e.Event.Severity == EventSeverity.Warning ? "warning" : "normal"),
            new("DEVICE", e => e.Device?.ToString() ?? ""),
            new("WORKLOAD", e => e.Event.Workload?.ToString() ?? ""),
            new("TYPE", e => e.Event.Type),
            new("ID", e => Words.Number(e.Id), Wide: true),
            new("DEVICE-TIME", e => Words.Time(e.Event.At), Wide: true),
            new("MESSAGE", e => e.Event.Message),
        ],
    };

    public static Resource<JoinTokenView> Tokens(CommandHost host) => new()
    {
        Plural = "tokens",
        Aliases = ["token"],
        ListType = WireJson.Default.IReadOnlyListJoinTokenView,
        ItemType = WireJson.Default.JoinTokenView,
        ListAsync = (api, cancel) => api.GetAsync("/v1/join-tokens", WireJson.Default.IReadOnlyListJoinTokenView, cancel),
        Name = t => t.Id,
        Columns =
        [
            new("ID", t => t.Id),
            new("USES-LEFT", t => Words.Number(t.UsesLeft)),
            new("EXPIRES", t => t.ExpiresAt <= host.Now ? "expired" : Words.Age(host.Now, t.ExpiresAt)),
            new("LABELS", t => Words.Labels(t.Labels)),
            new("AGE", t => Words.Age(t.CreatedAt, host.Now)),
        ],
    };
}
