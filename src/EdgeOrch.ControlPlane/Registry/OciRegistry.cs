using System.Text.Json;
using EdgeOrch.Contracts;
using EdgeOrch.Images.Manifests;

namespace EdgeOrch.ControlPlane.Registry;

/// <summary>The registry's rules over its index and its blob files.</summary>
internal sealed class OciRegistry(RegistryIndex index, BlobFiles blobs) : IRegistry, IDisposable
{
    // The empty descriptor of image-spec v1.1, "Guidance for an Empty Descriptor".
    private static readonly byte[] EmptyConfig = "{}"u8.ToArray();

    // A sweep must not run between the check that a manifest's blobs are there and the write of the manifest.
    private readonly SemaphoreSlim _changing = new(1, 1);

    public async Task<StoredManifest?> ResolveAsync(string repository, string reference, CancellationToken cancellation)
    {
        if (!ImageReference.IsRepository(repository)) return null;
        Digest? digest = Digest.TryParse(reference, out var parsed) ? parsed
            : ImageReference.IsTag(reference) ? await index.FindTagAsync(repository, reference, cancellation) : null;
        if (digest is not { } found || await index.FindManifestAsync(repository, found, cancellation) is not { } record) return null;
        await using var file = blobs.Open(found);
        if (file is null) return null;
        var content = new byte[file.Length];
        await file.ReadExactlyAsync(content, cancellation);
        return new StoredManifest(repository, found, record.MediaType, content);
    }

    public Stream? OpenBlob(Digest digest) => blobs.Open(digest);

    public long? BlobBytes(Digest digest) => blobs.Length(digest);

    public async Task<IReadOnlyList<StoredTag>> ListTagsAsync(CancellationToken cancellation) =>
        await index.AllTagsAsync(cancellation).ToListAsync(cancellation);

    public async Task<IReadOnlyList<StoredManifest>> ListReferrersAsync(
        string repository, Digest subject, string artifactType, CancellationToken cancellation)
    {
        var found = new List<StoredManifest>();
        await foreach (var digest in index.ReferrersOfAsync(repository, subject, cancellation))
        {
            if (await index.FindManifestAsync(repository, digest, cancellation) is not { } record || record.ArtifactType != artifactType) continue;
            if (await ResolveAsync(repository, digest.ToString(), cancellation) is { } manifest) found.Add(manifest);
        }

        return found;
    }

    public async Task<BlobDescriptor> PutArtifactAsync(ArtifactUpload artifact, CancellationToken cancellation)
    {
        var blob = await blobs.MoveInAsync(artifact.BlobPath, artifact.BlobMediaType, cancellation);
        var config = await blobs.WriteAsync(EmptyConfig, cancellation);
        await index.AddBlobAsync(artifact.Repository, blob.Digest, cancellation);
        await index.AddBlobAsync(artifact.Repository, config, cancellation);
        var manifest = new ImageManifest
        {
            SchemaVersion = 2,
            MediaType = MediaTypes.OciManifest,
            ArtifactType = artifact.ArtifactType,
            Config = new Descriptor { MediaType = "application/vnd.oci.empty.v1+json", Digest = config, Size = EmptyConfig.Length },
            Layers = [new Descriptor { MediaType = blob.MediaType, Digest = blob.Digest, Size = blob.Size }],
            Subject = new Descriptor { MediaType = artifact.Subject.MediaType, Digest = artifact.Subject.Digest, Size = artifact.Subject.Size },
            Annotations = artifact.Annotations,
        };
        await PutManifestAsync(
            artifact.Repository, null, JsonSerializer.SerializeToUtf8Bytes(manifest, RegistryJson.Default.ImageManifest), MediaTypes.OciManifest, cancellation);
        return blob;
    }

    /// <summary>Stores a manifest whose blobs are all there, under its digest and, if given, a tag.</summary>
    /// <exception cref="RegistryException">It is malformed, names a blob that is not there, or has another digest than <paramref name="reference"/>.</exception>
    public async Task<(Digest Digest, Digest? Subject)> PutManifestAsync(
        string repository, string? reference, byte[] content, string? contentType, CancellationToken cancellation)
    {
        var record = ManifestReading.Read(content, contentType);
        var digest = Digest.Compute(content);
        var tag = reference is null || reference.StartsWith("sha256:", StringComparison.Ordinal) ? null : reference;
        if (tag is not null && !ImageReference.IsTag(tag))
            throw new RegistryException(StatusCodes.Status400BadRequest, "TAG_INVALID", $"tag \"{tag}\": must be 1 to 128 letters, digits, '_', '.' and '-', not beginning with '.' or '-'");
        if (tag is null && reference is not null && RegistryNames.ParseDigest(reference) != digest)
            throw new RegistryException(StatusCodes.Status400BadRequest, "DIGEST_INVALID", $"manifest: its digest is \"{digest}\", not \"{reference}\"");

        await _changing.WaitAsync(cancellation);
        try
        {
            await CheckReferencesAsync(repository, record, cancellation);
            await blobs.WriteAsync(content, cancellation);
            await index.AddManifestAsync(repository, digest, record, tag, cancellation);
        }
        finally
        {
            _changing.Release();
        }

        return (digest, record.Subject);
    }

    /// <summary>Removes a tag, or a manifest with all its tags.</summary>
    /// <exception cref="RegistryException">It is not there.</exception>
    public async Task DeleteManifestAsync(string repository, string reference, CancellationToken cancellation)
    {
        if (!Digest.TryParse(reference, out var digest))
        {
            if (await index.FindTagAsync(repository, reference, cancellation) is null) throw RegistryException.ManifestUnknown(reference);
            await index.RemoveTagAsync(repository, reference, cancellation);
            return;
        }

        var record = await index.FindManifestAsync(repository, digest, cancellation) ?? throw RegistryException.ManifestUnknown(reference);
        await index.RemoveManifestAsync(repository, digest, record, cancellation);
    }

    /// <summary>Removes deltas and other artifacts whose subject is gone, then every blob that no manifest needs. Returns the bytes freed.</summary>
    public async Task<long> CollectAsync(CancellationToken cancellation)
    {
        await _changing.WaitAsync(cancellation);
        try
        {
            var manifests = await index.AllManifestsAsync(cancellation).ToListAsync(cancellation);
            var present = manifests.Select(m => (m.Repository, m.Digest)).ToHashSet();
            foreach (var orphan in manifests.Where(m => m.Record.Subject is { } subject && !present.Contains((m.Repository, subject)) && m.Record.MediaType == MediaTypes.OciManifest && IsOurs(m.Record)).ToList())
            {
                await index.RemoveManifestAsync(orphan.Repository, orphan.Digest, orphan.Record, cancellation);
                manifests.Remove(orphan);
            }

            var keep = manifests.SelectMany(m => m.Record.Blobs.Append(m.Digest)).ToHashSet();
            var freed = blobs.Sweep(keep);
            await foreach (var (repository, digest) in index.AllBlobsAsync(cancellation))
            {
                if (blobs.Length(digest) is null) await index.RemoveBlobAsync(repository, digest, cancellation);
            }

            return freed;
        }
        finally
        {
            _changing.Release();
        }
    }

    public void Dispose() => _changing.Dispose();

    // Other people's artifacts may refer to a subject that is yet to be pushed (distribution-spec, "Pushing Manifests with Subject").
    private static bool IsOurs(ManifestRecord record) => record.ArtifactType?.StartsWith("application/vnd.edgeorch.", StringComparison.Ordinal) == true;

    private async Task CheckReferencesAsync(string repository, ManifestRecord record, CancellationToken cancellation)
    {
        foreach (var digest in record.Blobs)
        {
            if (!blobs.Touch(digest) || !await index.HasBlobAsync(repository, digest, cancellation))
                throw new RegistryException(StatusCodes.Status404NotFound, "MANIFEST_BLOB_UNKNOWN", $"manifest: its blob \"{digest}\" is not in repository \"{repository}\"; push it first");
        }

        foreach (var digest in record.Manifests)
        {
            if (await index.FindManifestAsync(repository, digest, cancellation) is null)
                throw new RegistryException(StatusCodes.Status404NotFound, "MANIFEST_BLOB_UNKNOWN", $"index: its manifest \"{digest}\" is not in repository \"{repository}\"; push it first");
        }
    }
}
