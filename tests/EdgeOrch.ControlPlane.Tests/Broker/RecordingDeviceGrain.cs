using System.Threading.Channels;
using EdgeOrch.Contracts.Api;
using EdgeOrch.Contracts.Desired;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.Contracts.Reported;
using EdgeOrch.ControlPlane.Devices;

namespace EdgeOrch.ControlPlane.Tests.Broker;

/// <summary>A device grain that notes what it is told.</summary>
internal sealed class RecordingDeviceGrain : IDeviceGrain
{
    public HashSet<string> Certificates { get; } = [];

    public bool IsEnrolled { get; set; }

    public DesiredState? Desired { get; set; }

    public Func<Task> OnPublishDesired { get; set; } = () => Task.CompletedTask;

    public Channel<ReportedState> Reports { get; } = Channel.CreateUnbounded<ReportedState>();

    public Channel<LinkMessage> Links { get; } = Channel.CreateUnbounded<LinkMessage>();

    public Task<bool> EnrolAsync(DeviceEnrolment enrolment)
    {
        if (IsEnrolled) return Task.FromResult(false);
        IsEnrolled = true;
        Enrolment = enrolment;
        return Task.FromResult(Certificates.Add(enrolment.CertificateFingerprint));
    }

    public DeviceEnrolment? Enrolment { get; private set; }

    public Task SetCertificateAsync(string fingerprint) => Task.FromResult(Certificates.Add(fingerprint));

    public Task<bool> AcceptsCertificateAsync(string fingerprint) => Task.FromResult(Certificates.Contains(fingerprint));

    public Task RemoveAsync()
    {
        Certificates.Clear();
        return Task.CompletedTask;
    }

    public Task SetLabelsAsync(LabelsChange change) => throw new NotSupportedException();

    public Task<Misfit[]> FindMisfitsAsync(DeploymentAssignment[] assignments) => throw new NotSupportedException();

    public Task AssignAsync(DeploymentAssignment assignment) => throw new NotSupportedException();

    public Task UnassignAsync(string deployment) => throw new NotSupportedException();

    public Task PublishDesiredAsync() => OnPublishDesired();

    public Task<DesiredState?> GetDesiredAsync() => Task.FromResult(Desired);

    public Task ReportAsync(ReportedState state) => Reports.Writer.WriteAsync(state).AsTask();

    public Task SetLinkAsync(LinkMessage link) => Links.Writer.WriteAsync(link).AsTask();

    public Task<EventsAcknowledged> AddEventsAsync(EventBatch batch) => Task.FromResult(new EventsAcknowledged(batch.Events[^1].Sequence));

    public Task<DeviceView?> GetViewAsync() => throw new NotSupportedException();
}
