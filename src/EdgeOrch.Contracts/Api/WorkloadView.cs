using EdgeOrch.Contracts.Reported;

namespace EdgeOrch.Contracts.Api;

/// <summary>One workload on one device: what is wished and what is reported.</summary>
/// <param name="Device">The device.</param>
/// <param name="Id">The workload.</param>
/// <param name="DesiredRevision">The revision that the device should run.</param>
/// <param name="Reported">What the device last said; null when it said nothing of it yet.</param>
/// <param name="Blocked">Why the control plane holds a newer revision back from this device; null when it does not.</param>
public sealed record WorkloadView(DeviceId Device, WorkloadId Id, int DesiredRevision, ReportedWorkload? Reported = null, Condition? Blocked = null);
