using EdgeOrch.Contracts.Api;
using EdgeOrch.Contracts.Desired;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.Contracts.Reported;

namespace EdgeOrch.ControlPlane.Devices;

/// <summary>One device, keyed by its id: its labels, its desired state and what it reports. Every change is durable before the call returns.</summary>
public interface IDeviceGrain : IGrainWithStringKey
{
    /// <summary>Registers the device, or registers it anew after it left. Then gives it what its labels select.</summary>
    /// <returns>False when a device of this id is enrolled already.</returns>
    Task<bool> EnrolAsync(DeviceEnrolment enrolment);

    /// <summary>Notes the certificate that is valid from now on, beside the one it replaces until that one is no longer used.</summary>
    Task SetCertificateAsync(string fingerprint);

    /// <summary>Whether a certificate (SHA-256 of its DER form, lower-case hex) may connect as this device.</summary>
    Task<bool> AcceptsCertificateAsync(string fingerprint);

    /// <summary>Removes the device: its certificate is void, its desired state gone.</summary>
    Task RemoveAsync();

    /// <summary>Changes labels, and with them what the device should run.</summary>
    Task SetLabelsAsync(LabelsChange change);

    /// <summary>Everything that would keep these revisions from the device; changes nothing.</summary>
    Task<Misfit[]> FindMisfitsAsync(DeploymentAssignment[] assignments);

    /// <summary>Gives the device the revision of a deployment that it should run; the same one again changes nothing.</summary>
    Task AssignAsync(DeploymentAssignment assignment);

    /// <summary>Takes a deployment from the device.</summary>
    Task UnassignAsync(string deployment);

    /// <summary>Publishes the current desired state again, for a device that just connected.</summary>
    Task PublishDesiredAsync();

    /// <summary>The current desired state; null while the device is not enrolled.</summary>
    Task<DesiredState?> GetDesiredAsync();

    /// <summary>Takes in a report; a late one changes nothing.</summary>
    Task ReportAsync(ReportedState state);

    /// <summary>Takes in a change of the link.</summary>
    Task SetLinkAsync(LinkMessage link);

    /// <summary>Takes in events; those known already are not counted again. Returns when they are durable.</summary>
    Task<EventsAcknowledged> AddEventsAsync(EventBatch batch);

    /// <summary>The device as the API shows it; null while it is not enrolled.</summary>
    Task<DeviceView?> GetViewAsync();
}
