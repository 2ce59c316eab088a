using EdgeOrch.Contracts;

namespace EdgeOrch.ControlPlane.Storage.Blobs;

/// <summary>Blobs as files under their SHA-256: <c>blobs/sha256/&lt;2 hex&gt;/&lt;64 hex&gt;</c>; what is being uploaded, under <c>uploads/</c>.</summary>
/// <remarks>A blob appears whole, verified and durable, or not at all.</remarks>
internal sealed class BlobFiles
{
    private readonly string _blobs;
    private readonly string _uploads;
    private readonly TimeProvider _time;

    /// <summary>Opens the folder, creating what is missing.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="time">Tells the age of blobs and uploads.</param>
    /// <param name="maxBlobBytes">The largest blob.</param>
    public BlobFiles(string folder, TimeProvider time, long maxBlobBytes = 16L << 30)
    {
        _blobs = Path.Combine(folder, "blobs", "sha256");
        _uploads = Path.Combine(folder, "uploads");
        _time = time;
        MaxBlobBytes = maxBlobBytes;
        DirectorySync.Create(_blobs);
        DirectorySync.Create(_uploads);
    }

    /// <summary>The largest blob, in bytes.</summary>
    public long MaxBlobBytes { get; }

    /// <summary>Begins an upload.</summary>
    /// <returns>Its id: 32 hex digits.</returns>
    public BlobUploadId StartUpload()
    {
        var id = BlobUploadId.Create();
        using var file = new FileStream(UploadPath(id), FileMode.CreateNew, FileAccess.Write);
        return id;
    }

    /// <summary>How many bytes an upload has; null when there is no such upload.</summary>
    public long? UploadSize(BlobUploadId id) => SizeOf(UploadPath(id));

    /// <summary>Appends to an upload. What arrived before a failure stays: ask for the size and go on from there.</summary>
    /// <param name="id">The upload.</param>
    /// <param name="offset">Must be the upload's present size.</param>
    /// <param name="content">Read to its end.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>The new size.</returns>
    /// <exception cref="BlobUploadException">No such upload, another offset, too large, or another request is appending.</exception>
    public async Task<long> AppendAsync(BlobUploadId id, long offset, Stream content, CancellationToken cancellation)
    {
        await using var file = OpenUpload(id);
        if (file.Length != offset) throw new BlobUploadException(BlobUploadFailure.WrongOffset, $"upload {id}: has {file.Length} bytes, cannot go on at {offset}");
        file.Seek(0, SeekOrigin.End);
        var buffer = new byte[128 * 1024];
        while (await content.ReadAsync(buffer, cancellation) is > 0 and var read)
        {
            if (file.Length + read > MaxBlobBytes) throw new BlobUploadException(BlobUploadFailure.TooLarge, $"upload {id}: larger than {MaxBlobBytes} bytes");
            await file.WriteAsync(buffer.AsMemory(0, read), cancellation);
        }
        return file.Length;
    }

    /// <summary>Verifies an upload and makes it a blob, durably. An upload that does not verify is removed.</summary>
    /// <exception cref="BlobUploadException">No such upload, or its content has another digest.</exception>
    public async Task FinishAsync(BlobUploadId id, Digest digest, CancellationToken cancellation)
    {
        await using (var file = OpenUpload(id))
        {
            var actual = Digest.FromHash(await System.Security.Cryptography.SHA256.HashDataAsync(file, cancellation));
            if (actual != digest)
            {
                File.Delete(UploadPath(id));
                throw new BlobUploadException(BlobUploadFailure.WrongDigest, $"upload {id}: its content is {actual}, not {digest}");
            }
            file.Flush(flushToDisk: true);
            // Renamed while still locked, so that nobody appends in between.
            Publish(UploadPath(id), digest);
        }
    }

    /// <summary>Removes an upload; false when there is none.</summary>
    public bool CancelUpload(BlobUploadId id)
    {
        if (!File.Exists(UploadPath(id))) return false;
        File.Delete(UploadPath(id));
        return true;
    }

    /// <summary>Stores bytes at hand.</summary>
    public async Task<Digest> PutAsync(ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        var digest = Digest.Compute(content.Span);
        using var stream = new MemoryStream(content.ToArray(), writable: false);
        var id = StartUpload();
        await AppendAsync(id, 0, stream, cancellation);
        await FinishAsync(id, digest, cancellation);
        return digest;
    }

    /// <summary>The size of a blob in bytes; null when it is not here.</summary>
    public long? Size(Digest digest) => SizeOf(BlobPath(digest));

    /// <summary>Opens a blob for reading, seekable; null when it is not here.</summary>
    public Stream? Open(Digest digest)
    {
        try
        {
            return new FileStream(BlobPath(digest), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 64 * 1024, FileOptions.Asynchronous);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Makes a blob as young as a new one, so that a collector's grace counts from now; false when it is not here.</summary>
    public bool Touch(Digest digest)
    {
        if (!File.Exists(BlobPath(digest))) return false;
        File.SetLastWriteTimeUtc(BlobPath(digest), _time.GetUtcNow().UtcDateTime);
        return true;
    }

    /// <summary>Removes a blob; false when there was none. Readers that have it open read on.</summary>
    public bool Delete(Digest digest)
    {
        if (!File.Exists(BlobPath(digest))) return false;
        File.Delete(BlobPath(digest));
        return true;
    }

    /// <summary>All blobs, in no order.</summary>
    public IEnumerable<BlobEntry> List()
    {
        foreach (var file in new DirectoryInfo(_blobs).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            if (Digest.TryParseHex(file.Name, out var digest)) yield return new BlobEntry(digest, file.Length, file.LastWriteTimeUtc);
        }
    }

    /// <summary>Removes uploads that nobody has appended to for this long.</summary>
    /// <returns>How many.</returns>
    public int RemoveStaleUploads(TimeSpan age)
    {
        var oldest = _time.GetUtcNow().UtcDateTime - age;
        var stale = new DirectoryInfo(_uploads).EnumerateFiles().Where(file => file.LastWriteTimeUtc < oldest).ToList();
        foreach (var file in stale) file.Delete();
        return stale.Count;
    }

    private FileStream OpenUpload(BlobUploadId id)
    {
        try
        {
            return new FileStream(UploadPath(id), FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.Asynchronous);
        }
        catch (FileNotFoundException)
        {
            throw new BlobUploadException(BlobUploadFailure.Unknown, $"upload {id}: there is none");
        }
        catch (IOException e) when (File.Exists(UploadPath(id)))
        {
            throw new BlobUploadException(BlobUploadFailure.Busy, $"upload {id}: another request is using it ({e.Message})");
        }
    }

    private void Publish(string file, Digest digest)
    {
        var path = BlobPath(digest);
        var folder = Path.GetDirectoryName(path)!;
        DirectorySync.Create(folder);
        File.SetLastWriteTimeUtc(file, _time.GetUtcNow().UtcDateTime);
        File.Move(file, path, overwrite: true);
        DirectorySync.Sync(folder);
    }

    private string BlobPath(Digest digest) => Path.Combine(_blobs, digest.Hex[..2], digest.Hex);

    private string UploadPath(BlobUploadId id) => Path.Combine(_uploads, id.ToString());

    private static long? SizeOf(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? file.Length : null;
    }
}
