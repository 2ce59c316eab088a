namespace EdgeOrch.ControlPlane.Storage.LiteDb;

/// <summary>The few things the store does with a file; the tests put a disk that loses power behind it.</summary>
internal interface IRawFile : IDisposable
{
    /// <summary>Its length in bytes.</summary>
    long Length { get; }

    /// <summary>Reads up to the buffer's length; fewer bytes only at the end of the file.</summary>
    int Read(long offset, Span<byte> buffer);

    /// <summary>Writes all of the bytes; durable only after <see cref="Sync"/>.</summary>
    void Write(long offset, ReadOnlySpan<byte> bytes);

    /// <summary>Cuts or extends the file; durable only after <see cref="Sync"/>.</summary>
    void SetLength(long length);

    /// <summary>Makes all earlier writes durable (fsync(2)).</summary>
    void Sync();
}
