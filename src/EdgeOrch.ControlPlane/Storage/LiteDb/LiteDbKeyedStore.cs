using System.Threading.Channels;
using LiteDB;

namespace EdgeOrch.ControlPlane.Storage.LiteDb;

/// <summary>The keyed store on LiteDB 5.0.20, made durable: streams of our own below it, one writer thread above it.</summary>
/// <remarks>
/// The writer groups what waits into one transaction and acknowledges after the log is synced. Any failure closes the session, cuts
/// the log to what was durable and opens a new one, the same way as after a crash.
/// </remarks>
internal sealed partial class LiteDbKeyedStore : IKeyedStore, IAsyncDisposable, IDisposable
{
    private const int MaxGroup = 256;
    private const int QueueCapacity = 4096;
    private const long DefaultCheckpointLogBytes = 16 * 1024 * 1024;
    private static readonly TimeSpan ReopenInterval = TimeSpan.FromSeconds(1);

    private readonly IStoreFiles _files;
    private readonly ILogger _logger;
    private readonly long _checkpointLogBytes;
    private readonly Channel<PendingBatch> _queue = Channel.CreateBounded<PendingBatch>(new BoundedChannelOptions(QueueCapacity) { SingleReader = true });
    private readonly ReaderWriterLockSlim _sessionLock = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LiteDbSession? _session;
    private PendingBatch? _held;
    private Task<bool>? _waiting;

    /// <summary>Opens the store; its files stay locked against other processes until it is disposed.</summary>
    /// <exception cref="IOException">The files cannot be opened, or another process has them open.</exception>
    /// <param name="files">Where its files come from.</param>
    /// <param name="logger">Hears of failures of the disk.</param>
    /// <param name="checkpointLogBytes">The length of the log from which it is moved into the data file.</param>
    public LiteDbKeyedStore(IStoreFiles files, ILogger<LiteDbKeyedStore> logger, long checkpointLogBytes = DefaultCheckpointLogBytes)
    {
        _checkpointLogBytes = checkpointLogBytes;
        _files = files;
        _logger = logger;
        _session = new LiteDbSession(files);
        new Thread(Run) { IsBackground = true, Name = "store-writer" }.Start();
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string?>> PutAsync(IReadOnlyList<StoreWrite> writes, CancellationToken cancellation = default)
    {
        StoreLimits.CheckBatch(writes);
        var pending = new PendingBatch([.. writes]);
        try
        {
            await _queue.Writer.WriteAsync(pending, cancellation);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(LiteDbKeyedStore));
        }
        return await pending.Completion;
    }

    /// <inheritdoc/>
    public Task<StoredDocument?> GetAsync(string table, string key, CancellationToken cancellation = default)
    {
        StoreLimits.CheckTable(table);
        StoreLimits.CheckKey(key);
        // Never on the caller's scheduler: LiteDB starts tasks on the current one and a grain's would wait for itself.
        return Task.Run(() => Read(session => session.Get(table, key)), cancellation);
    }

    /// <inheritdoc/>
    public Task<StorePage> ScanAsync(string table, string prefix = "", string? afterKey = null, int limit = 256, CancellationToken cancellation = default)
    {
        StoreLimits.CheckTable(table);
        ArgumentNullException.ThrowIfNull(prefix);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, StoreLimits.MaxScanDocuments);
        return Task.Run(() => Read(session => session.Scan(table, prefix, afterKey, limit, cancellation)), cancellation);
    }

    /// <summary>Carries out what is queued, moves the log into the data file and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _ended.Task;
    }

    /// <inheritdoc cref="DisposeAsync"/>
    public void Dispose()
    {
        _queue.Writer.TryComplete();
        _ended.Task.Wait();
    }

    private T Read<T>(Func<LiteDbSession, T> read)
    {
        _sessionLock.EnterReadLock();
        try
        {
            return read(_session ?? throw new StoreUnavailableException("the store is closed, or its disk failed and it has not recovered yet", null));
        }
        catch (LiteException e)
        {
            throw new StoreUnavailableException($"the store cannot be read: {e.Message}", e);
        }
        finally
        {
            _sessionLock.ExitReadLock();
        }
    }

    private void Run()
    {
        while (WaitForWork())
        {
            var group = TakeGroup();
            if (_session is null) Reopen();
            if (group.Count > 0) WriteGroup(group);
        }
        CloseSession();
        _ended.TrySetResult();
    }

    // Without a session it also wakes up by itself, so that reads recover when nobody writes.
    private bool WaitForWork()
    {
        if (_held is not null) return true;
        _waiting ??= _queue.Reader.WaitToReadAsync().AsTask();
        if (_session is null && !_waiting.Wait(ReopenInterval)) return true;
        var more = _waiting.GetAwaiter().GetResult();
        _waiting = null;
        return more;
    }

    private List<PendingBatch> TakeGroup()
    {
        var group = new List<PendingBatch>();
        var writes = 0;
        var bytes = 0L;
        while (Next() is { } pending)
        {
            if (group.Count > 0 && (writes + pending.Writes.Count > MaxGroup || bytes + pending.Bytes > StoreLimits.MaxBatchBytes))
            {
                _held = pending;
                break;
            }
            group.Add(pending);
            writes += pending.Writes.Count;
            bytes += pending.Bytes;
        }
        return group;
    }

    private PendingBatch? Next()
    {
        var held = _held;
        _held = null;
        return held ?? (_queue.Reader.TryRead(out var pending) ? pending : null);
    }

    private void WriteGroup(List<PendingBatch> group)
    {
        if (_session is not { } session)
        {
            RefuseAll(group, new StoreUnavailableException("the store's disk failed and it has not recovered yet", null));
            return;
        }
        try
        {
            WriteGroup(session, group);
        }
        catch (Exception e)
        {
            LogWriteFailed(e, group.Count);
            GiveUp(session, e);
            RefuseAll(group, new StoreUnavailableException($"the store cannot be written: {e.Message}", e));
            Reopen();
            return;
        }
        if (session.LogBytes > _checkpointLogBytes) Checkpoint(session);
    }

    private static void WriteGroup(LiteDbSession session, List<PendingBatch> group)
    {
        session.Begin();
        var applied = new List<PendingBatch>(group.Count);
        foreach (var pending in group)
        {
            if (session.FindMismatch(pending.Writes) is { } mismatch)
            {
                pending.Refuse(mismatch);
                continue;
            }
            pending.Applied(session.Apply(pending.Writes));
            applied.Add(pending);
        }
        if (applied.Count == 0)
        {
            session.Rollback();
            return;
        }
        session.CommitDurably();
        foreach (var pending in applied) pending.Durable();
    }

    private void Checkpoint(LiteDbSession session)
    {
        _sessionLock.EnterWriteLock();
        try
        {
            session.Checkpoint();
            return;
        }
        catch (Exception e)
        {
            LogCheckpointFailed(e);
            Abandon(session, e);
        }
        finally
        {
            _sessionLock.ExitWriteLock();
        }
        Reopen();
    }

    private void GiveUp(LiteDbSession session, Exception cause)
    {
        _sessionLock.EnterWriteLock();
        try
        {
            Abandon(session, cause);
        }
        finally
        {
            _sessionLock.ExitWriteLock();
        }
    }

    private void Abandon(LiteDbSession session, Exception cause)
    {
        _session = null;
        if (session.Abandon(cause) is { } further) LogCutFailed(further);
    }

    private void Reopen()
    {
        _sessionLock.EnterWriteLock();
        try
        {
            _session = new LiteDbSession(_files);
            LogReopened();
        }
        catch (Exception e)
        {
            LogReopenFailed(e);
        }
        finally
        {
            _sessionLock.ExitWriteLock();
        }
    }

    private void CloseSession()
    {
        _sessionLock.EnterWriteLock();
        try
        {
            _session?.Dispose();
        }
        catch (Exception e)
        {
            // All that was acknowledged is in the log already; the next opening moves it.
            LogCheckpointFailed(e);
            if (_session is { } session) Abandon(session, e);
        }
        finally
        {
            _session = null;
            _sessionLock.ExitWriteLock();
        }
    }

    private static void RefuseAll(List<PendingBatch> group, Exception reason)
    {
        foreach (var pending in group) pending.Refuse(reason);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The store could not make {Batches} batches durable; it is closed and opened again")]
    private partial void LogWriteFailed(Exception cause, int batches);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The store's log could not be moved into its data file; what was acknowledged stays in the log")]
    private partial void LogCheckpointFailed(Exception cause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The store's log could not be cut to what was durable; failed writes may come back")]
    private partial void LogCutFailed(Exception cause);

    [LoggerMessage(Level = LogLevel.Error, Message = "The store cannot be opened; this will be retried")]
    private partial void LogReopenFailed(Exception cause);

    [LoggerMessage(Level = LogLevel.Information, Message = "The store is open again")]
    private partial void LogReopened();
}
