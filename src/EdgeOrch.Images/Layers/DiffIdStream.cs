using System.Security.Cryptography;
using EdgeOrch.Contracts;

namespace EdgeOrch.Images.Layers;

/// <summary>Hashes and counts a tar while it is read; does not own it.</summary>
internal sealed class DiffIdStream(Stream inner, long limit) : ReadOnlyStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public long Count { get; private set; }

    public Digest DiffId => Digest.FromHash(_hash.GetCurrentHash());

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        Count += read;
        if (Count > limit) throw new LayerException("layer-too-large", $"layer: its tar is longer than the limit of {limit} bytes");
        _hash.AppendData(buffer[..read]);
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _hash.Dispose();
        base.Dispose(disposing);
    }
}
