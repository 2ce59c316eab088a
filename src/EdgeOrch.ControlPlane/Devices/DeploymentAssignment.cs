using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.ControlPlane.Devices;

/// <summary>A revision of a deployment for a device, each image as it was pinned when the revision was made.</summary>
/// <param name="Deployment">The deployment.</param>
/// <param name="Revision">Its revision.</param>
/// <param name="Containers">Its containers.</param>
/// <param name="Images">For each container, in the same order, the image for every platform that it has.</param>
public sealed record DeploymentAssignment(
    string Deployment, int Revision, IReadOnlyList<ContainerManifest> Containers, IReadOnlyList<PinnedImage> Images);
