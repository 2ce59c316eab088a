using EdgeOrch.Cli.Get;
using EdgeOrch.Cli.Output;
using EdgeOrch.Contracts.Api;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.Contracts.Reported;

namespace EdgeOrch.Cli.Describe;

/// <summary>Writes one workload of a device, field by field.</summary>
internal sealed class WorkloadDescription(Sections sections, DateTimeOffset now)
{
    private const int Indent = 4;

    public void Write(WorkloadView workload, LinkState link)
    {
        Field("Phase", Workload.Phase(workload, link));
        Field("Health", Workload.Health(workload, link));
        if (Workload.Why(workload, link) is { Length: > 0 } why) Field("Why", why);
        Field("Revision", $"{workload.Reported?.Revision ?? 0} runs, {workload.DesiredRevision} desired");
        if (workload.Reported is { } reported) Reported(reported);
    }

    private void Reported(ReportedWorkload reported)
    {
        if (reported.Image is { } image) Field("Image", image.ToString());
        if (reported.Pid is { } pid) Field("Pid", Words.Number(pid));
        if (reported.StartedAt is { } at) Field("Started", $"{Words.Time(at)} ({Words.Age(at, now)} ago)");
        Field("Restarts", Words.Number(reported.Restarts));
        if (reported.LastExitCode is { } code) Field("Last exit", reported.OomKilled ? $"{code} (killed by the kernel: out of memory)" : Words.Number(code));
        if (reported.Pull is { } pull) Pulled(pull);
    }

    private void Pulled(PullReport pull)
    {
        var percent = pull.FullBytes > 0 ? FormattableString.Invariant($", {100.0 * pull.ReceivedBytes / pull.FullBytes:0.0} %") : "";
        Field("Pulled", $"{Words.Bytes(pull.ReceivedBytes)} of {Words.Bytes(pull.PlannedBytes)} planned; the full image is {Words.Bytes(pull.FullBytes)}{percent}");
        Field("Layers", $"{pull.DeltaLayers} by delta, {pull.FullLayers} full, {pull.PresentLayers} present");
    }

    private void Field(string name, string value) => sections.Field(name, value, Indent);
}
