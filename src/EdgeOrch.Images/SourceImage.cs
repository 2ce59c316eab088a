using EdgeOrch.Images.Manifests;

namespace EdgeOrch.Images;

/// <summary>One image of an <see cref="IImageSource"/>.</summary>
/// <param name="Reference">Its name and tag, or the tag alone; null when it has none.</param>
/// <param name="Root">Its index or manifest.</param>
public sealed record SourceImage(string? Reference, Descriptor Root);
