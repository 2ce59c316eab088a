using EdgeOrch.Contracts.Api;
using EdgeOrch.ControlPlane.Devices;
using Orleans.Concurrency;

namespace EdgeOrch.ControlPlane.Deployments;

/// <summary>One deployment, keyed by its name: its revisions, and which devices have which. Every change is durable before the call returns.</summary>
internal interface IDeploymentGrain : IGrainWithStringKey
{
    /// <summary>Makes a new revision, unless it is what the current one is already, and gives it to the selected devices.</summary>
    [ResponseTimeout("00:10:00")]
    Task<AppliedDeployment> ApplyAsync(DeploymentChange change);

    /// <summary>What <see cref="ApplyAsync"/> would do; changes nothing.</summary>
    Task<AppliedDeployment> PreviewAsync(DeploymentChange change);

    /// <summary>Takes it from every device and forgets it; false when there is none.</summary>
    [ResponseTimeout("00:10:00")]
    Task<bool> DeleteAsync();

    /// <summary>The current revision for a device that asks; null when there is none.</summary>
    /// <remarks>Answered in between other calls: a device may ask while it is itself being waited for.</remarks>
    [AlwaysInterleave]
    Task<DeploymentAssignment?> GetAssignmentAsync();

    /// <summary>The deployment as the API shows it; null when there is none.</summary>
    Task<DeploymentView?> GetViewAsync();

    /// <summary>Finishes what a crash may have left half done.</summary>
    [ResponseTimeout("00:10:00")]
    Task ResumeAsync();
}
