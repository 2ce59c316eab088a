using System.Globalization;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Manifests;
using EdgeOrch.Contracts.Reported;
using EdgeOrch.Images.Manifests;

namespace EdgeOrch.ControlPlane.Devices;

/// <summary>Tells whether a revision can run on a device, and which image it runs there.</summary>
internal static class DeviceFit
{
    /// <summary>The first thing that keeps a revision from a device; null when nothing does.</summary>
    public static Condition? Obstacle(DeploymentAssignment assignment, DeviceFacts facts, DateTimeOffset now)
    {
        foreach (var (container, image) in assignment.Containers.Zip(assignment.Images))
        {
            if (ImageFor(image, facts.Platform) is null)
            {
                var has = string.Join(", ", image.Platforms.Select(platform => platform.Platform.ToString()));
                return Blocked("image-platform", $"image \"{image.Reference}\" of container \"{container.Name}\" is for {has}, the device is {facts.Platform}", now);
            }
            if (SizeObstacle(container, facts) is { } message) return Blocked("too-large", message, now);
        }
        return null;
    }

    /// <summary>The condition of a revision that is held back.</summary>
    public static Condition Blocked(string reason, string message, DateTimeOffset now) => new("Blocked", true, reason, message, now, Retryable: false);

    /// <summary>The image of the highest variant that the device can run; null when there is none.</summary>
    public static PlatformImage? ImageFor(PinnedImage image, Platform device) =>
        image.Platforms.Where(candidate => PlatformSelection.Runs(candidate.Platform, device)).MaxBy(candidate => VariantNumber(candidate.Platform));

    private static int VariantNumber(Platform platform) =>
        int.TryParse(platform.Variant?.TrimStart('v'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static string? SizeObstacle(ContainerManifest container, DeviceFacts facts)
    {
        if (container.Resources.Cpu is { } cpu && facts.CpuMillicores > 0 && cpu.Millicores > facts.CpuMillicores)
            return $"container \"{container.Name}\" asks for cpu {cpu}, the device has {CpuQuantity.FromMillicores(facts.CpuMillicores)}";
        if (container.Resources.Memory is { } memory && facts.MemoryBytes > 0 && memory.Bytes > facts.MemoryBytes)
            return $"container \"{container.Name}\" asks for memory {memory}, the device has {MemoryQuantity.FromBytes(facts.MemoryBytes)}";
        return null;
    }
}
