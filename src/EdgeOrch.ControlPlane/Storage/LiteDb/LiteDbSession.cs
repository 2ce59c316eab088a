using System.Globalization;
using LiteDB;
using LiteDB.Engine;

namespace EdgeOrch.ControlPlane.Storage.LiteDb;

/// <summary>One opening of the database, from its files to its close or its first failure. Writes come from one thread only.</summary>
internal sealed class LiteDbSession : IDisposable
{
    private const string MetaTable = "store_meta";
    private const string Sequence = "sequence";

    // Skipped at each opening, so that an etag that was seen but not yet durable at a crash is never given again.
    private const long SequenceGap = 1 << 20;
    private static readonly TimeSpan CloseDeadline = TimeSpan.FromSeconds(5);

    private readonly IRawFile _dataFile;
    private readonly IRawFile _logFile;
    private readonly ChecksummedLogStream _log;
    private readonly SyncedDataStream _data;
    private readonly LiteEngine _engine;
    private long _commits;
    private long _sequence;

    /// <summary>Opens the files and brings the log's transactions into the data file.</summary>
    public LiteDbSession(IStoreFiles files)
    {
        _dataFile = files.OpenData();
        try
        {
            _logFile = files.OpenLog();
            _log = new ChecksummedLogStream(_logFile);
            _data = new SyncedDataStream(_dataFile, _log);
            _engine = new LiteEngine(new EngineSettings { DataStream = _data, LogStream = _log });
            _engine.Checkpoint();
            _commits = _log.ConfirmedPages;
            _sequence = ReadSequence() + SequenceGap;
        }
        catch
        {
            _logFile?.Dispose();
            _dataFile.Dispose();
            throw;
        }
    }

    /// <summary>The length of the log in bytes.</summary>
    public long LogBytes => _log.Length;

    /// <summary>Begins the transaction that the following batches are applied in.</summary>
    public void Begin() => _engine.BeginTrans();

    /// <summary>Gives the transaction up.</summary>
    public void Rollback() => _engine.Rollback();

    /// <summary>The first expectation of a batch that does not hold; null when all do.</summary>
    public EtagMismatchException? FindMismatch(IReadOnlyList<StoreWrite> writes)
    {
        foreach (var write in writes)
        {
            if (write.ExpectedEtag is not { } expected) continue;
            var actual = ReadEtag(write.Table, write.Key);
            if (!string.Equals(actual ?? StoreWrite.Absent, expected, StringComparison.Ordinal)) return new EtagMismatchException(write.Table, write.Key, expected, actual);
        }
        return null;
    }

    /// <summary>Makes the writes of a batch in the transaction.</summary>
    /// <returns>The etag of each; null for a delete.</returns>
    public string?[] Apply(IReadOnlyList<StoreWrite> writes) => writes.Select(Apply).ToArray();

    /// <summary>Commits, and returns once it is durable.</summary>
    public void CommitDurably()
    {
        // Every commit writes the sequence, and so exactly one confirmed page of the log.
        _engine.Upsert(MetaTable, [new BsonDocument { ["_id"] = Sequence, ["n"] = _sequence }], BsonAutoId.ObjectId);
        _engine.Commit();
        _log.WaitDurable(++_commits);
    }

    /// <summary>Moves the log into the data file. Nobody may read meanwhile.</summary>
    public void Checkpoint() => _engine.Checkpoint();

    /// <summary>The document under a key.</summary>
    public StoredDocument? Get(string table, string key)
    {
        using var reader = _engine.Query(table, new Query { Where = { Query.EQ("_id", key) }, Limit = 1 });
        return reader.Read() ? ToDocument(reader.Current.AsDocument) : null;
    }

    /// <summary>A page of a table.</summary>
    public StorePage Scan(string table, string prefix, string? afterKey, int limit, CancellationToken cancellation)
    {
        var from = afterKey is not null && string.CompareOrdinal(afterKey, prefix) >= 0 ? Query.GT("_id", afterKey) : Query.GTE("_id", prefix);
        var query = new Query { Where = { from }, OrderBy = BsonExpression.Create("$._id"), Limit = limit + 1 };
        var documents = new List<StoredDocument>();
        var bytes = 0L;
        using var reader = _engine.Query(table, query);
        while (reader.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            var document = ToDocument(reader.Current.AsDocument);
            if (!document.Key.StartsWith(prefix, StringComparison.Ordinal)) break;
            if (documents.Count == limit || (documents.Count > 0 && bytes + document.Content.Length > StoreLimits.MaxBatchBytes))
                return new StorePage(documents, documents[^1].Key);
            documents.Add(document);
            bytes += document.Content.Length;
        }
        return new StorePage(documents, null);
    }

    /// <summary>Moves the log into the data file and closes.</summary>
    public void Dispose()
    {
        _engine.Checkpoint();
        _engine.Dispose();
        _logFile.Dispose();
        _dataFile.Dispose();
    }

    /// <summary>Closes after a failure, leaving on disk only what was durable.</summary>
    /// <returns>What failed on top of it, if anything did.</returns>
    /// <remarks>Call it on the writing thread: a transaction that was left open belongs to it.</remarks>
    public Exception? Abandon(Exception cause)
    {
        _log.Fail(cause);
        _data.Fail(cause);
        CloseEngine();
        try
        {
            _log.CutToDurable();
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e;
        }
        finally
        {
            _logFile.Dispose();
            _dataFile.Dispose();
        }
    }

    // An engine whose files failed may throw or never return from closing; it can do no harm any more and is left to the collector.
    private void CloseEngine()
    {
        try
        {
            _engine.Rollback();
        }
        catch (Exception e) when (e is LiteException or IOException or ObjectDisposedException)
        {
        }
        try
        {
            Task.Run(_engine.Dispose).Wait(CloseDeadline);
        }
        catch (AggregateException)
        {
        }
    }

    private string? Apply(StoreWrite write)
    {
        if (write.Document is not { } content)
        {
            _engine.Delete(write.Table, [new BsonValue(write.Key)]);
            return null;
        }
        var etag = ++_sequence;
        var document = new BsonDocument { ["_id"] = write.Key, ["e"] = etag, ["v"] = content.ToArray() };
        _engine.Upsert(write.Table, [document], BsonAutoId.ObjectId);
        return FormatEtag(etag);
    }

    private string? ReadEtag(string table, string key)
    {
        using var reader = _engine.Query(table, new Query { Select = BsonExpression.Create("{e: $.e}"), Where = { Query.EQ("_id", key) }, Limit = 1 });
        return reader.Read() ? FormatEtag(reader.Current["e"].AsInt64) : null;
    }

    private long ReadSequence()
    {
        using var reader = _engine.Query(MetaTable, new Query { Where = { Query.EQ("_id", Sequence) }, Limit = 1 });
        return reader.Read() ? reader.Current["n"].AsInt64 : 0;
    }

    private static StoredDocument ToDocument(BsonDocument document) => new(document["_id"].AsString, document["v"].AsBinary, FormatEtag(document["e"].AsInt64));

    private static string FormatEtag(long etag) => etag.ToString("x", CultureInfo.InvariantCulture);
}
