namespace EdgeOrch.ControlPlane.Deltas;

/// <summary>Chooses which of the layers that a device has a delta should copy from.</summary>
internal static class BaseChoice
{
    /// <summary>The most promising layers, best first: of the same repository, at the same place, of about the same size.</summary>
    public static IReadOnlyList<KnownLayer> Choose(IEnumerable<KnownLayer> held, string repository, int index, long size, int count) =>
    [
        .. held.OrderByDescending(l => l.Repository == repository)
            .ThenBy(l => Math.Abs(l.Index - index))
            .ThenBy(l => Math.Abs(l.Blob.Size - size))
            // The digest makes the choice the same for every device that has these layers, so that a delta is made once.
            .ThenBy(l => l.DiffId.Hex, StringComparer.Ordinal)
            .Take(count),
    ];
}
