using EdgeOrch.Contracts.Manifests;
using EdgeOrch.ControlPlane.Devices;

namespace EdgeOrch.ControlPlane.Deployments;

/// <summary>One revision, immutable.</summary>
internal sealed record DeploymentRevision(
    int Revision, DateTimeOffset AppliedAt, string Text, DeploymentManifest Manifest, IReadOnlyList<PinnedImage> Images);
