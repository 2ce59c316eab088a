using EdgeOrch.Transport;

namespace EdgeOrch.ControlPlane.Tests.Broker;

/// <summary>Takes a download into memory.</summary>
internal sealed class MemorySink : IBlobSink
{
    private readonly List<byte> _bytes = [];

    public long Offset => _bytes.Count;

    public byte[] Content => _bytes.ToArray();

    public ValueTask WriteAsync(long offset, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        Assert.Equal(Offset, offset);
        _bytes.AddRange(bytes.Span);
        return ValueTask.CompletedTask;
    }
}
