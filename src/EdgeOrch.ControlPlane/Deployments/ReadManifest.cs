using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.ControlPlane.Deployments;

/// <summary>A manifest that has no problems, with the text it was read from.</summary>
/// <param name="Manifest">The manifest, every default filled in.</param>
/// <param name="Text">Its document as it was written.</param>
/// <param name="Lines">For each container, where it stands in the whole text.</param>
internal sealed record ReadManifest(DeploymentManifest Manifest, string Text, IReadOnlyList<ContainerLines> Lines);
