using EdgeOrch.Contracts.Manifests;
using EdgeOrch.ControlPlane.Devices;

namespace EdgeOrch.ControlPlane.Deployments;

/// <summary>What a deployment should become.</summary>
/// <param name="Manifest">Its manifest, without problems.</param>
/// <param name="Text">The manifest as it was written.</param>
/// <param name="Images">For each container the image, as it is pinned now.</param>
internal sealed record DeploymentChange(DeploymentManifest Manifest, string Text, IReadOnlyList<PinnedImage> Images);
