using EdgeOrch.Cli.Output;
using EdgeOrch.Contracts.Api;
using EdgeOrch.Contracts.Messages;

namespace EdgeOrch.Cli.Describe;

/// <summary>Writes all there is to know of a device.</summary>
internal sealed class DeviceDescription(TextWriter output, DateTimeOffset now)
{
    private readonly Sections _sections = new(output, now);

    public void Write(DeviceView device, IReadOnlyList<EventView> events)
    {
        var facts = device.Facts;
        _sections.Field("Name", device.Id.ToString());
        _sections.Field("Labels", Words.Labels(device.Labels));
        _sections.Field("Status", device.Link == LinkState.Online ? "online" : "offline");
        _sections.Field("Since", At(device.LinkSince));
        _sections.Field("Enrolled", At(device.EnrolledAt));
        _sections.Field("Last report", At(device.ReportedAt));
        _sections.Field("Generation", $"{device.AppliedGeneration} applied, {device.DesiredGeneration} desired");
        _sections.Field("Platform", facts.Platform.ToString());
        _sections.Field("CPU", $"{facts.CpuMillicores}m");
        _sections.Field("Memory", Words.Bytes(facts.MemoryBytes));
        _sections.Field("Disk free", Words.Bytes(facts.DiskFreeBytes));
        _sections.Field("Kernel", facts.Kernel);
        _sections.Field("Agent", facts.AgentVersion);
        _sections.Conditions(device.Conditions);
        Workloads(device);
        _sections.Events(events);
    }

    private void Workloads(DeviceView device)
    {
        if (device.Workloads.Count == 0)
        {
            _sections.Field("Workloads", "none");
            return;
        }

        _sections.Heading("Workloads");
        foreach (var workload in device.Workloads)
        {
            output.WriteLine($"  {workload.Id}");
            new WorkloadDescription(_sections, now).Write(workload, device.Link);
        }
    }

    private string At(DateTimeOffset? at) => at is { } time ? $"{Words.Time(time)} ({Words.Age(time, now)} ago)" : "never";
}
