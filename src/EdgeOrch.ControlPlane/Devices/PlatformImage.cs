using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Desired;

namespace EdgeOrch.ControlPlane.Devices;

/// <summary>An image for one platform.</summary>
/// <param name="Platform">The platform.</param>
/// <param name="Image">The image.</param>
public sealed record PlatformImage(Platform Platform, ResolvedImage Image);
