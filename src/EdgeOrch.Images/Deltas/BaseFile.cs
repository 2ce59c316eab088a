namespace EdgeOrch.Images.Deltas;

/// <summary>One regular file of a base layer, for the encoder.</summary>
internal sealed record BaseFile(int Base, string Path, Stream Tar, long Offset, long Size);
