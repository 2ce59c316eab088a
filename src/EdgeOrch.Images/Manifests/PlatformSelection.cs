using EdgeOrch.Contracts;

namespace EdgeOrch.Images.Manifests;

/// <summary>Finds the image for a platform.</summary>
public static class PlatformSelection
{
    /// <summary>Whether an image for <paramref name="image"/> runs on <paramref name="device"/>.</summary>
    /// <remarks>An arm64 without a variant is v8 and an amd64 without one is v1, as containerd normalises them. A device runs lower variants too.</remarks>
    public static bool Runs(Platform image, Platform device)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(device);
        return image.Os == device.Os && image.Architecture == device.Architecture && Level(image) is { } needed && Level(device) >= needed;
    }

    /// <summary>The first image of the highest variant that runs on the device; null when there is none.</summary>
    public static T? Select<T>(IEnumerable<T> images, Func<T, Platform> platform, Platform device)
        where T : class => images.Where(image => Runs(platform(image), device)).MaxBy(image => Level(platform(image)));

    // The number of a variant such as v8; null, which compares false with everything, for one that we do not know.
    private static int? Level(Platform platform)
    {
        if (string.IsNullOrEmpty(platform.Variant)) return platform.Architecture switch { "arm64" => 8, "arm" => 7, "amd64" => 1, _ => 0 };
        return platform.Variant[0] == 'v' && int.TryParse(platform.Variant.AsSpan(1), out var level) ? level : null;
    }
}
