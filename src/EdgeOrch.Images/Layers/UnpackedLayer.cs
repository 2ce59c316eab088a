using EdgeOrch.Contracts;

namespace EdgeOrch.Images.Layers;

/// <summary>What unpacking made.</summary>
/// <param name="DiffId">The tar's digest.</param>
/// <param name="TarBytes">The tar's length.</param>
/// <param name="Entries">Entries in the tar.</param>
public sealed record UnpackedLayer(Digest DiffId, long TarBytes, int Entries);
