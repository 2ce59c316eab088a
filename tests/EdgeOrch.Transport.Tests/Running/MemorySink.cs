namespace EdgeOrch.Transport.Tests.Running;

/// <summary>Takes a download into memory, perhaps after bytes that it had before.</summary>
internal sealed class MemorySink(params byte[] held) : IBlobSink
{
    private readonly List<byte> _bytes = [.. held];

    public long Offset => _bytes.Count;

    public byte[] Content => [.. _bytes];

    /// <summary>Called before each write.</summary>
    public Func<Task> BeforeWrite { get; init; } = () => Task.CompletedTask;

    public async ValueTask WriteAsync(long offset, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        await BeforeWrite();
        Assert.Equal(Offset, offset);
        _bytes.AddRange(bytes.Span);
    }
}
