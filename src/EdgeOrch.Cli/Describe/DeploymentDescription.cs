using EdgeOrch.Cli.CommandLine;
using EdgeOrch.Cli.Get;
using EdgeOrch.Cli.Output;
using EdgeOrch.Contracts.Api;
using EdgeOrch.Contracts.Manifests;
using EdgeOrch.Contracts.Messages;

namespace EdgeOrch.Cli.Describe;

/// <summary>Writes all there is to know of a deployment.</summary>
internal sealed class DeploymentDescription(CommandHost host, TextWriter output)
{
    private readonly Sections _sections = new(output, host.Now);

    public void Write(DeploymentView deployment, IReadOnlyList<DeviceView> devices, IReadOnlyList<EventView> events)
    {
        _sections.Field("Name", deployment.Name);
        _sections.Field("Labels", Words.Labels(deployment.Manifest.Metadata.Labels));
        _sections.Field("Selector", SelectorText.Of(deployment.Manifest.Spec.Selector));
        _sections.Field("Created", $"{Words.Time(deployment.CreatedAt)} ({Words.Age(deployment.CreatedAt, host.Now)} ago)");
        _sections.Field("Revision", Words.Number(deployment.Revision));
        _sections.Field("Devices", $"{deployment.Selected} selected, {deployment.Ready} ready, {deployment.Unreachable} unreachable");
        _sections.Heading("Containers");
        foreach (var container in deployment.Manifest.Spec.Containers) Container(container);
        _sections.Heading("Revisions");
        _sections.Rows(["REVISION", "APPLIED"], deployment.Revisions.Select(r => (IReadOnlyList<string>)
            [Words.Number(r.Revision), $"{Words.Time(r.AppliedAt)} ({Words.Age(r.AppliedAt, host.Now)} ago)"]));
        Workloads(deployment.Workloads, devices);
        _sections.Events([.. events.Where(e => e.Event.Workload?.Deployment == deployment.Name)]);
    }

    private void Container(ContainerManifest container)
    {
        output.WriteLine($"  {container.Name}");
        _sections.Field("Image", container.Image, indent: 4);
        if (container.Command is { } command) _sections.Field("Command", string.Join(' ', command), indent: 4);
        if (container.Args is { } arguments) _sections.Field("Args", string.Join(' ', arguments), indent: 4);
        if (container.Ports is { } ports) _sections.Field("Ports", string.Join(", ", ports.Select(Port)), indent: 4);
        if (container.Privileged is true) _sections.Field("Privileged", "yes: confined by nothing but its namespaces", indent: 4);
        _sections.Field("Memory", container.Resources.Memory?.ToString() ?? "no limit", indent: 4);
        _sections.Field("CPU", container.Resources.Cpu?.ToString() ?? "no limit", indent: 4);
    }

    // As docker ps writes it.
    private static string Port(PortManifest port) =>
        $"{(port.HostIp is { } address ? $"{address}:" : "")}{Words.Number(port.DevicePort)}->{Words.Number(port.Port)}/{(port.Protocol == PortProtocol.Udp ? "udp" : "tcp")}";

    private void Workloads(IReadOnlyList<WorkloadView> workloads, IReadOnlyList<DeviceView> devices)
    {
        if (workloads.Count == 0)
        {
            _sections.Field("Workloads", "none: no device is selected");
            return;
        }

        // A device that was removed between the two answers cannot be told about: offline.
        var links = devices.ToDictionary(d => d.Id, d => d.Link);
        var columns = WorkloadResource.Columns(host, w => links.GetValueOrDefault(w.Device, LinkState.Offline)).Where(c => !c.Wide || c.Header == "PULLED").ToList();
        _sections.Heading("Workloads");
        _sections.Rows([.. columns.Select(c => c.Header)], workloads.Select(w => (IReadOnlyList<string>)[.. columns.Select(c => c.Cell(w))]));
    }
}
