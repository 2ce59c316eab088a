namespace EdgeOrch.Images.Layouts;

/// <summary>The <c>oci-layout</c> file: OCI image-spec, image-layout.md.</summary>
public sealed record LayoutMarker
{
    /// <summary>The layout's version; ours is 1.x.</summary>
    public required string ImageLayoutVersion { get; init; }
}
