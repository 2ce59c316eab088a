using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Desired;
using EdgeOrch.ControlPlane.Devices;

namespace EdgeOrch.ControlPlane.Tests.Devices;

public sealed class DeviceFitTests
{
    [Theory]
    [InlineData("v6 -", "v7", "-")]
    [InlineData("- v6", "v6", "v6")]
    [InlineData("v5 v6 v7", "v6", "v6")]
    [InlineData("v7", "v6", null)]
    public void ImageFor_ArmVariants_IsTheHighestThatRunsAndNoneIsV7(string variants, string device, string? chosen)
    {
        var image = new PinnedImage("demo/app", [.. variants.Split(' ').Select(variant => new PlatformImage(Arm(variant), new ResolvedImage("demo/app", Digest.Compute([]))))]);

        Assert.Equal(chosen, DeviceFit.ImageFor(image, Arm(device)) is { } found ? found.Platform.Variant ?? "-" : null);
    }

    private static Platform Arm(string variant) => new("linux", "arm", variant == "-" ? null : variant);
}
