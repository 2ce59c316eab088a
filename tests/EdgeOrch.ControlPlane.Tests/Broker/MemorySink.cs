using EdgeOrch.Transport;

namespace EdgeOrch.ControlPlane.Tests.Broker;

/// <summary>Takes a download into memory.</summary>
internal sealed class MemorySink : IBlobSink
{
    private readonly MemoryStream _bytes = new();

    public long Offset => _bytes.Length;

    public byte[] Content => _bytes.ToArray();

    public async ValueTask WriteAsync(long offset, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        Assert.Equal(Offset, offset);
        await _bytes.WriteAsync(bytes, cancellation);
    }
}
