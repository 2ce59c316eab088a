namespace EdgeOrch.ControlPlane.Devices;

/// <summary>What an image reference pointed to when a revision was made.</summary>
/// <param name="Reference">The reference as it was written.</param>
/// <param name="Platforms">The image manifest for each platform.</param>
public sealed record PinnedImage(string Reference, IReadOnlyList<PlatformImage> Platforms);
