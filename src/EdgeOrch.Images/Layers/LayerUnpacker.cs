using EdgeOrch.Contracts;
using EdgeOrch.Images.Deltas;
using EdgeOrch.Images.Tar;

namespace EdgeOrch.Images.Layers;

/// <summary>Unpacks a layer's tar into a folder in the form that overlayfs wants of a lower layer.</summary>
/// <remarks>
/// Every name is resolved by openat2(2) beneath the folder, through no link. A whiteout becomes a character device 0:0, an
/// opaque folder gets <c>trusted.overlay.opaque=y</c>. Of extended attributes, <c>security.capability</c> and <c>user.*</c>
/// are kept, except overlayfs's own; the others are left out. Needs root.
/// </remarks>
public static class LayerUnpacker
{
    /// <summary>Unpacks into an existing, empty folder that nobody else writes to. After a failure its content is for the caller to remove.</summary>
    /// <param name="tar">The uncompressed tar; read to its end, not disposed.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="expected">The diff_id that the tar must have.</param>
    /// <param name="limits">Limits; null for <see cref="LayerLimits.Default"/>.</param>
    /// <param name="headers">Takes the archive's headers, for deltas that build on this layer; null: nobody wants them.</param>
    /// <param name="cancellation">Ends it between two entries or blocks.</param>
    /// <exception cref="ImageException">The layer is malformed, malicious, too large, has another diff_id (<c>digest-mismatch</c>), or there is <c>no-space</c>.</exception>
    public static UnpackedLayer Unpack(Stream tar, string folder, Digest expected, LayerLimits? limits = null, HeaderListing? headers = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(tar);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        limits ??= LayerLimits.Default;
        using var hashing = new DiffIdStream(tar, limits.TotalBytes);
        using var tree = new LayerTree(folder, limits);
        var reader = new TarReader(hashing, limits.Tar);
        var entries = 0;
        while (reader.ReadNext() is { } entry)
        {
            cancellation.ThrowIfCancellationRequested();
            headers?.Add(reader.Headers);
            tree.Add(entry, reader, cancellation);
            entries++;
        }

        Drain(hashing, cancellation);
        // Before the folders' times: a mismatch is the likelier end.
        if (hashing.DiffId != expected) throw new LayerException("digest-mismatch", $"layer {expected}: its tar has the digest {hashing.DiffId}");
        tree.SetFolderTimes();
        return new UnpackedLayer(expected, hashing.Count, entries);
    }

    private static void Drain(DiffIdStream stream, CancellationToken cancellation)
    {
        Span<byte> buffer = stackalloc byte[16 * 1024];
        while (stream.Read(buffer) > 0) cancellation.ThrowIfCancellationRequested();
    }
}
