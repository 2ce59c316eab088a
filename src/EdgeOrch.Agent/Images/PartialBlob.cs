using System.Security.Cryptography;
using EdgeOrch.Agent.Storage;
using EdgeOrch.Contracts;
using EdgeOrch.Images;
using Microsoft.Win32.SafeHandles;

namespace EdgeOrch.Agent.Images;

/// <summary>A blob on its way to the device. After a power cut it goes on from the last byte that was synced.</summary>
/// <remarks>Not for use by several threads at once.</remarks>
internal sealed class PartialBlob : IDisposable
{
    // How many bytes a power cut may cost; small against a slow link's minute, large against a card's erase block.
    private const long SyncEvery = 1024 * 1024;
    private readonly string _path;
    private readonly Action<Digest> _closed;
    private readonly SafeFileHandle _file;
    private readonly SyncedLength _synced;
    private bool _disposed;

    private PartialBlob(string path, Digest digest, long size, Action<Digest> closed)
    {
        _path = path;
        _closed = closed;
        Digest = digest;
        Size = size;
        _synced = new SyncedLength(path + ImageStore.SyncedSuffix);
        _file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite);
        // Bytes after the recorded length may be zeroes that a power cut left.
        var length = Math.Min(_synced.Value, RandomAccess.GetLength(_file));
        if (length > size) length = 0;
        RandomAccess.SetLength(_file, length);
        if (length != _synced.Value) Reset(length);
        Length = length;
        Durable.SyncFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>The blob's digest.</summary>
    public Digest Digest { get; }

    /// <summary>The whole blob's length in bytes.</summary>
    public long Size { get; }

    /// <summary>Bytes received; the next append begins here.</summary>
    public long Length { get; private set; }

    /// <summary>Bytes that survive a power cut.</summary>
    public long DurableLength => _synced.Value;

    /// <summary>Opens what there is of a blob, perhaps nothing.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="digest">Its digest.</param>
    /// <param name="size">Its whole length in bytes.</param>
    /// <param name="closed">Called once when it is closed.</param>
    public static PartialBlob Open(string path, Digest digest, long size, Action<Digest> closed) =>
        StoreErrors.Guard($"blob {digest}", () => new PartialBlob(path, digest, size, closed));

    /// <summary>Adds bytes at the end.</summary>
    /// <exception cref="ImageException"><c>blob-offset</c>: not the end, or beyond the size; <c>no-space</c>; <c>store-io</c>.</exception>
    public void Append(long offset, ReadOnlySpan<byte> bytes)
    {
        if (offset != Length || bytes.Length > Size - Length)
            throw new ImageException("blob-offset", $"blob {Digest}: {bytes.Length} bytes at {offset}, but {Length} of {Size} are here");
        try
        {
            RandomAccess.Write(_file, bytes, offset);
        }
        catch (IOException e)
        {
            throw StoreErrors.Describe($"blob {Digest}", e);
        }

        Length += bytes.Length;
        if (Length - DurableLength >= SyncEvery) Sync();
    }

    /// <summary>Makes all received bytes durable.</summary>
    /// <exception cref="ImageException"><c>no-space</c> or <c>store-io</c>.</exception>
    public void Sync()
    {
        if (Length == DurableLength) return;
        StoreErrors.Guard($"blob {Digest}", () =>
        {
            // In this order: the record must never run ahead of the bytes.
            RandomAccess.FlushToDisk(_file);
            _synced.Set(Length);
            return true;
        });
    }

    /// <summary>Checks length and digest, and closes it. The file stays until it is imported or discarded; one with the wrong digest goes.</summary>
    /// <returns>The blob's file.</returns>
    /// <exception cref="ImageException"><c>blob-incomplete</c>, <c>digest-mismatch</c>, <c>no-space</c> or <c>store-io</c>.</exception>
    public string Complete()
    {
        if (Length != Size) throw new ImageException("blob-incomplete", $"blob {Digest}: {Length} of {Size} bytes are here");
        Sync();
        var actual = StoreErrors.Guard($"blob {Digest}", Hash);
        if (actual != Digest)
        {
            Discard();
            throw new ImageException("digest-mismatch", $"blob {Digest}: its content has the digest {actual}");
        }

        Dispose();
        return _path;
    }

    /// <summary>Closes and removes it.</summary>
    public void Discard()
    {
        Dispose();
        ImageStore.RemovePartial(_path);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _file.Dispose();
        _synced.Dispose();
        _closed(Digest);
    }

    // Both slots, since the larger wins.
    private void Reset(long length)
    {
        RandomAccess.FlushToDisk(_file);
        _synced.Set(length);
        _synced.Set(length);
    }

    private Digest Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[64 * 1024];
        int read;
        for (long at = 0; (read = RandomAccess.Read(_file, buffer, at)) > 0; at += read) hash.AppendData(buffer, 0, read);
        return Digest.FromHash(hash.GetCurrentHash());
    }
}
