using System.Buffers;
using System.Security.Cryptography;
using EdgeOrch.Contracts;
using EdgeOrch.ControlPlane.Storage;

namespace EdgeOrch.ControlPlane.Registry;

/// <summary>Blobs as files named after their digest, and the uploads that become them. A blob is there whole and durable, or not at all.</summary>
internal sealed class BlobFiles
{
    private const int CopyBytes = 128 * 1024;
    private readonly string _blobs;
    private readonly string _uploads;
    private readonly RegistryOptions _options;
    private readonly TimeProvider _time;

    /// <summary>Makes the folders if they are missing.</summary>
    public BlobFiles(RegistryOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _blobs = Path.Combine(options.Folder, "blobs", "sha256");
        _uploads = Path.Combine(options.Folder, "uploads");
        DirectorySync.Create(_blobs);
        DirectorySync.Create(_uploads);
    }

    /// <summary>The blob's length in bytes; null when it is not there.</summary>
    public long? Length(Digest digest) => new FileInfo(PathOf(digest)) is { Exists: true } file ? file.Length : null;

    /// <summary>Opens a blob for reading at any position; null when it is not there.</summary>
    public FileStream? Open(Digest digest)
    {
        try
        {
            return new FileStream(PathOf(digest), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, CopyBytes, FileOptions.Asynchronous);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Shields a blob from the next sweep, since somebody just asked whether it is there. False when it is not.</summary>
    public bool Touch(Digest digest)
    {
        try
        {
            File.SetLastWriteTimeUtc(PathOf(digest), _time.GetUtcNow().UtcDateTime);
            return true;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    /// <summary>Begins an upload and returns its id.</summary>
    public string Begin()
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        using (File.Create(UploadPath(id)))
        {
            return id;
        }
    }

    /// <summary>Bytes that an upload has so far; null when there is no such upload.</summary>
    public long? UploadLength(string id) => IsUploadId(id) && new FileInfo(UploadPath(id)) is { Exists: true } file ? file.Length : null;

    /// <summary>Appends to an upload and returns its new length.</summary>
    /// <exception cref="RegistryException">No such upload, one that somebody else writes to now, or more than the largest blob.</exception>
    public async Task<long> AppendAsync(string id, Stream content, CancellationToken cancellation)
    {
        await using var file = OpenUpload(id);
        file.Seek(0, SeekOrigin.End);
        var buffer = ArrayPool<byte>.Shared.Rent(CopyBytes);
        try
        {
            int read;
            while ((read = await content.ReadAsync(buffer, cancellation)) > 0)
            {
                if (file.Length + read > _options.MaxBlobBytes)
                    throw new RegistryException(StatusCodes.Status413PayloadTooLarge, "SIZE_INVALID", $"blob: larger than {_options.MaxBlobBytes} bytes");
                await file.WriteAsync(buffer.AsMemory(0, read), cancellation);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        await file.FlushAsync(cancellation);
        return file.Length;
    }

    /// <summary>Makes an upload the blob that it claims to be, durably.</summary>
    /// <exception cref="RegistryException">No such upload, or its bytes have another digest; it is removed then.</exception>
    public async Task FinishAsync(string id, Digest digest, CancellationToken cancellation)
    {
        await using (var file = OpenUpload(id))
        {
            var actual = Digest.FromHash(await SHA256.HashDataAsync(file, cancellation));
            if (actual != digest)
            {
                Cancel(id);
                throw new RegistryException(StatusCodes.Status400BadRequest, "DIGEST_INVALID", $"blob: its digest is \"{actual}\", not \"{digest}\"");
            }

            file.Flush(flushToDisk: true);
        }

        Adopt(UploadPath(id), digest);
    }

    /// <summary>Stores bytes that are in memory: a manifest.</summary>
    public async Task<Digest> WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        var digest = Digest.Compute(content.Span);
        if (Touch(digest)) return digest;
        var id = Begin();
        await AppendAsync(id, new MemoryStream(content.ToArray()), cancellation);
        await FinishAsync(id, digest, cancellation);
        return digest;
    }

    /// <summary>Moves a file into the store, on the same file system or not.</summary>
    public async Task<BlobDescriptor> MoveInAsync(string path, string mediaType, CancellationToken cancellation)
    {
        var id = Begin();
        Digest digest;
        long length;
        await using (var source = File.OpenRead(path))
        {
            digest = Digest.FromHash(await SHA256.HashDataAsync(source, cancellation));
            source.Position = 0;
            length = await AppendAsync(id, source, cancellation);
        }

        await FinishAsync(id, digest, cancellation);
        File.Delete(path);
        return new BlobDescriptor(digest, length, mediaType);
    }

    /// <summary>Drops an upload; an unknown one is no error.</summary>
    public void Cancel(string id)
    {
        if (IsUploadId(id)) File.Delete(UploadPath(id));
    }

    /// <summary>Deletes every blob that <paramref name="keep"/> does not name and every upload, once older than the grace age.</summary>
    /// <returns>How many bytes were freed.</returns>
    public long Sweep(IReadOnlySet<Digest> keep)
    {
        var oldest = _time.GetUtcNow().UtcDateTime - _options.GraceAge;
        var freed = 0L;
        var blobs = new DirectoryInfo(_blobs).EnumerateFiles("*", SearchOption.AllDirectories)
            .Where(file => !Digest.TryParseHex(file.Name, out var digest) || !keep.Contains(digest));
        foreach (var file in blobs.Concat(new DirectoryInfo(_uploads).EnumerateFiles()).Where(file => file.LastWriteTimeUtc < oldest))
        {
            freed += file.Length;
            file.Delete();
        }

        return freed;
    }

    // An id comes from a URL: nothing but what Begin makes may become part of a path.
    private static bool IsUploadId(string id) => id.Length == 32 && id.All(char.IsAsciiHexDigitLower);

    private FileStream OpenUpload(string id)
    {
        var unknown = new RegistryException(StatusCodes.Status404NotFound, "BLOB_UPLOAD_UNKNOWN", $"upload \"{id}\": is not there");
        if (!IsUploadId(id)) throw unknown;
        try
        {
            return new FileStream(UploadPath(id), FileMode.Open, FileAccess.ReadWrite, FileShare.Delete, CopyBytes, FileOptions.Asynchronous);
        }
        catch (FileNotFoundException)
        {
            throw unknown;
        }
        catch (IOException e) when (e is not DirectoryNotFoundException)
        {
            throw new RegistryException(StatusCodes.Status409Conflict, "BLOB_UPLOAD_INVALID", $"upload \"{id}\": is written to by another request");
        }
    }

    private void Adopt(string source, Digest digest)
    {
        var target = PathOf(digest);
        var folder = Path.GetDirectoryName(target)!;
        DirectorySync.Create(folder);
        File.Move(source, target, overwrite: true);
        File.SetLastWriteTimeUtc(target, _time.GetUtcNow().UtcDateTime);
        DirectorySync.Sync(folder);
    }

    private string PathOf(Digest digest) => Path.Combine(_blobs, digest.Hex[..2], digest.Hex);

    private string UploadPath(string id) => Path.Combine(_uploads, id);
}
