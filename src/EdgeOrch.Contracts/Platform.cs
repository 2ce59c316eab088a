namespace EdgeOrch.Contracts;

/// <summary>What an image or a device is built for, in the words of the OCI image-spec (Go's GOOS and GOARCH).</summary>
/// <param name="Os">Operating system, always <c>linux</c> on a device.</param>
/// <param name="Architecture"><c>amd64</c>, <c>arm64</c>, …</param>
/// <param name="Variant">For instance <c>v8</c>; null when the architecture has none or it is not stated.</param>
public sealed record Platform(string Os, string Architecture, string? Variant = null)
{
    /// <summary>The platform as <c>os/architecture[/variant]</c>.</summary>
    public override string ToString() => Variant is null ? $"{Os}/{Architecture}" : $"{Os}/{Architecture}/{Variant}";
}
