namespace EdgeOrch.Transport;

/// <summary>Takes the bytes of a download, in order and without gaps.</summary>
public interface IBlobSink
{
    /// <summary>Where the next byte goes; a download starts and resumes here.</summary>
    long Offset { get; }

    /// <summary>Appends bytes.</summary>
    /// <param name="offset">Where they begin; always <see cref="Offset"/>.</param>
    /// <param name="bytes">The bytes; not valid after the call.</param>
    /// <param name="cancellation">Ends the call.</param>
    ValueTask WriteAsync(long offset, ReadOnlyMemory<byte> bytes, CancellationToken cancellation);
}
