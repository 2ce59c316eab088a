namespace EdgeOrch.ControlPlane.Storage.LiteDb;

/// <summary>LiteDB's data file: nothing is written to it before the log that could repair it is durable.</summary>
internal sealed class SyncedDataStream(IRawFile file, ChecksummedLogStream log) : RawStream
{
    private bool _dirty;

    /// <inheritdoc/>
    public override long Length => Guard(() => file.Length);

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = Guard(() => file.Read(Position, buffer.AsSpan(offset, count)));
        Position += read;
        return read;
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count)
    {
        Guard(() =>
        {
            log.Sync();
            _dirty = true;
            file.Write(Position, buffer.AsSpan(offset, count));
        });
        Position += count;
    }

    /// <inheritdoc/>
    public override void SetLength(long value) => Guard(() =>
    {
        log.Sync();
        _dirty = true;
        file.SetLength(value);
    });

    /// <inheritdoc/>
    public override void Flush() => Guard(() =>
    {
        if (!_dirty) return;
        file.Sync();
        _dirty = false;
    });
}
