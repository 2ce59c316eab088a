using EdgeOrch.Contracts;
using EdgeOrch.ControlPlane.Registry;

namespace EdgeOrch.ControlPlane.Tests.Deltas;

/// <summary>The real registry, counted, and held up on demand.</summary>
internal sealed class CountingRegistry(IRegistry inner) : IRegistry
{
    private int _opened;
    private int _artifacts;

    /// <summary>Blobs opened so far.</summary>
    public int Opened => _opened;

    /// <summary>Artifacts stored so far.</summary>
    public int Artifacts => _artifacts;

    /// <summary>While it is not set, nothing can be opened.</summary>
    public ManualResetEventSlim Gate { get; } = new(initialState: true);

    /// <summary>Counts from here.</summary>
    public void ResetCounts() => (_opened, _artifacts) = (0, 0);

    public Task<StoredManifest?> ResolveAsync(string repository, string reference, CancellationToken cancellation) => inner.ResolveAsync(repository, reference, cancellation);

    public Stream? OpenBlob(Digest digest)
    {
        Gate.Wait();
        Interlocked.Increment(ref _opened);
        return inner.OpenBlob(digest);
    }

    public long? BlobBytes(Digest digest) => inner.BlobBytes(digest);

    public Task<BlobDescriptor> PutArtifactAsync(ArtifactUpload artifact, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _artifacts);
        return inner.PutArtifactAsync(artifact, cancellation);
    }

    public Task<IReadOnlyList<StoredManifest>> ListReferrersAsync(string repository, Digest subject, string artifactType, CancellationToken cancellation) =>
        inner.ListReferrersAsync(repository, subject, artifactType, cancellation);

    public Task<IReadOnlyList<StoredTag>> ListTagsAsync(CancellationToken cancellation) => inner.ListTagsAsync(cancellation);
}
