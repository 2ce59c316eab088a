using EdgeOrch.Agent.Images;
using EdgeOrch.Transport;

namespace EdgeOrch.Agent.Pulling;

/// <summary>Appends a download to its partial file, and counts the bytes.</summary>
internal sealed class PartialSink(PartialBlob partial, Action<int> received) : IBlobSink
{
    /// <inheritdoc/>
    public long Offset => partial.Length;

    /// <inheritdoc/>
    public ValueTask WriteAsync(long offset, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        partial.Append(offset, bytes.Span);
        received(bytes.Length);
        return ValueTask.CompletedTask;
    }
}
