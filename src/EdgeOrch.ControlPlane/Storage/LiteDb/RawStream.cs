namespace EdgeOrch.ControlPlane.Storage.LiteDb;

/// <summary>The part of <see cref="Stream"/> that both of LiteDB's files share. Disposing it closes nothing: the session owns the files.</summary>
internal abstract class RawStream : Stream
{
    private volatile Exception? _failure;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Position { get; set; }

    /// <summary>The first failure; from then on the stream refuses everything.</summary>
    public Exception? Failure => _failure;

    /// <summary>Refuses everything from now on, so that an engine given up can do no more harm.</summary>
    public virtual void Fail(Exception cause) => _failure ??= cause;

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => Length + offset,
    };

    /// <summary>Runs one operation of the file; the first failure is kept.</summary>
    protected T Guard<T>(Func<T> operation)
    {
        if (_failure is { } failure) throw new IOException($"the store's file failed before: {failure.Message}", failure);
        try
        {
            return operation();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            Fail(e);
            throw e as IOException ?? new IOException(e.Message, e);
        }
    }

    /// <summary>Runs one operation of the file; the first failure is kept.</summary>
    protected void Guard(Action operation) => Guard(() =>
    {
        operation();
        return 0;
    });
}
