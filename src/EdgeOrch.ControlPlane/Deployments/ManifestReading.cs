using EdgeOrch.Contracts;

namespace EdgeOrch.ControlPlane.Deployments;

/// <summary>What reading a manifest text gave: manifests, or problems.</summary>
/// <param name="Manifests">The manifests, in order; empty when there is a problem.</param>
/// <param name="Problems">Every problem of every document, in the order of lines.</param>
internal sealed record ManifestReading(IReadOnlyList<ReadManifest> Manifests, IReadOnlyList<Problem> Problems);
