namespace EdgeOrch.ControlPlane.Registry;

/// <summary>The body of the referrers API: an image index of what refers to a manifest.</summary>
/// <param name="SchemaVersion">Always 2.</param>
/// <param name="MediaType">An OCI image index.</param>
/// <param name="Manifests">The manifests that refer to it.</param>
internal sealed record ReferrersIndex(int SchemaVersion, string MediaType, IReadOnlyList<Images.Manifests.Descriptor> Manifests);
