using System.Security.Cryptography;
using EdgeOrch.Contracts;

namespace EdgeOrch.Images;

/// <summary>Passes a blob through and throws at its end when the digest is another.</summary>
internal sealed class VerifyingStream(Stream inner, Digest expected) : ReadOnlyStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        if (read > 0)
        {
            _hash.AppendData(buffer[..read]);
        }
        else if (buffer.Length > 0)
        {
            var actual = Digest.FromHash(_hash.GetCurrentHash());
            if (actual != expected) throw new ImageException("digest-mismatch", $"blob {expected}: its content has the digest {actual}");
        }

        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
