namespace EdgeOrch.Images.Deltas.Coding;

/// <summary>Where a file's content comes from.</summary>
internal enum Content
{
    /// <summary>A file of a base, as it is.</summary>
    Copy,

    /// <summary>A file of a base, changed.</summary>
    Patch,

    /// <summary>The delta, as <see cref="LiteralModel"/> codes it.</summary>
    Literal,

    /// <summary>The delta's second part, which is compressed as a whole.</summary>
    Bulk,
}
