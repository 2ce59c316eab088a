using EdgeOrch.Contracts.Reported;

namespace EdgeOrch.ControlPlane.Devices;

/// <summary>Tells whether a report says something new, that is worth a write.</summary>
internal static class ReportTransition
{
    public static bool IsLate(ReportedState? last, ReportedState report) =>
        last is not null && last.BootId == report.BootId && report.Sequence <= last.Sequence;

    public static bool IsNew(ReportedState? stored, ReportedState report) =>
        stored is null || !ControlJson.Write(Lasting(stored)).AsSpan().SequenceEqual(ControlJson.Write(Lasting(report)));

    // What changes all the time without meaning anything: sequence, clock, free space, the progress of a pull.
    private static ReportedState Lasting(ReportedState report) => report with
    {
        Sequence = 0,
        At = default,
        Facts = report.Facts with { DiskFreeBytes = 0 },
        Workloads = [.. report.Workloads.Select(workload => workload with { Pull = null })],
    };
}
