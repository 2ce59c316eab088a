using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Messages;

namespace EdgeOrch.Agent.Storage;

/// <summary>Events that the cloud has not yet made durable: an append-only file, bounded, its torn tail cut at opening.</summary>
/// <remarks>An event is on disk before anyone sees its number, so a number that was sent is never given to another event. All members may be called from any thread.</remarks>
internal sealed class Outbox : IDisposable
{
    /// <summary>Type of the event that counts what the bound cost.</summary>
    public const string DroppedType = "events-dropped";

    private readonly string _path;
    private readonly OutboxOptions _options;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private List<Entry> _entries = [];
    private FileStream _file;
    private OutboxHead _head;
    private long _offeredUpTo;
    private long _bytes;

    private Outbox(string path, OutboxOptions options, TimeProvider time)
    {
        (_path, _options, _time) = (path, options, time);
        (_head, var intactBytes) = Load();
        if (intactBytes == 0) Rewrite(_head, []);
        else Continue(intactBytes);

        // What an earlier process may have sent counts as sent.
        _offeredUpTo = _head.NextSequence - 1;
    }

    /// <summary>Raised after events were added, outside of the lock.</summary>
    public event Action? Added;

    /// <summary>The outbox's id; another one begins numbering at 1.</summary>
    public string Id => _head.Outbox;

    /// <summary>Events that wait.</summary>
    public int Count
    {
        get { lock (_lock) return _entries.Count; }
    }

    /// <summary>Opens the outbox, or makes it.</summary>
    /// <exception cref="IOException">The file cannot be read or written.</exception>
    public static Outbox Open(string path, OutboxOptions options, TimeProvider time) => new(path, options, time);

    /// <summary>Adds an event; it is durable on return.</summary>
    /// <exception cref="IOException">It could not be written; the outbox is as before.</exception>
    public DeviceEvent Add(string type, EventSeverity severity, WorkloadId? workload, string message)
    {
        DeviceEvent added;
        lock (_lock)
        {
            MakeRoom();
            added = Append(Next(type, severity, workload, message));
        }

        Added?.Invoke();
        return added;
    }

    /// <summary>The oldest events, in order, at most <paramref name="most"/>.</summary>
    public IReadOnlyList<DeviceEvent> Peek(int most)
    {
        lock (_lock)
        {
            var events = _entries.Take(most).Select(e => e.Event).ToList();
            if (events.Count > 0) _offeredUpTo = Math.Max(_offeredUpTo, events[^1].Sequence);
            return events;
        }
    }

    /// <summary>Forgets the events up to a number that the cloud has acknowledged.</summary>
    /// <exception cref="IOException">It could not be written; the events stay.</exception>
    public void Acknowledge(long upTo)
    {
        lock (_lock)
        {
            var count = _entries.FindIndex(e => e.Event.Sequence > upTo);
            if (count < 0) count = _entries.Count;
            if (count == 0) return;
            Write(new OutboxRecord { AcknowledgedUpTo = upTo });
            Forget(0, count);
            if (_file.Length > 2 * _options.MaxBytes || (_entries.Count == 0 && _file.Length > 64 * 1024)) Rewrite(_head, _entries);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private DeviceEvent Append(DeviceEvent added)
    {
        var bytes = Write(new OutboxRecord { Event = added });
        _head = _head with { NextSequence = added.Sequence + 1 };
        _entries.Add(new Entry(added, bytes, 0));
        _bytes += bytes;
        return added;
    }

    private DeviceEvent Next(string type, EventSeverity severity, WorkloadId? workload, string message) => new()
    {
        Sequence = _head.NextSequence,
        At = _time.GetUtcNow(),
        Type = type,
        Severity = severity,
        Workload = workload,
        Message = message.Length <= Limits.EventMessageLength ? message : message[..Limits.EventMessageLength],
    };

    // An eighth is dropped at once, so that a long time offline costs one gap event per eighth and not one per event.
    private void MakeRoom()
    {
        if (_entries.Count < _options.MaxEvents && _bytes < _options.MaxBytes) return;
        var share = Math.Max(2, _options.MaxEvents / 8);
        var victims = _entries.Where(e => e.Event.Severity == EventSeverity.Normal).Take(share).ToHashSet();
        if (victims.Count < share) victims.UnionWith(_entries.Where(e => !victims.Contains(e)).Take(share - victims.Count).ToList());

        // Gap events that were never sent are taken up into the new one.
        victims.UnionWith(_entries.Where(e => e.Dropped > 0 && e.Event.Sequence > _offeredUpTo));
        var lost = victims.Sum(v => Math.Max(1, v.Dropped));
        var text = string.Create(CultureInfo.InvariantCulture, $"{lost} events were dropped: the outbox was full while the control plane could not be reached");
        var gap = Next(DroppedType, EventSeverity.Warning, null, text);
        var gapBytes = Encode(new OutboxRecord { Event = gap }).Length;

        // One rewrite switches from all the old events to what is left with its gap event.
        Rewrite(
            _head with { NextSequence = gap.Sequence + 1 },
            [.. _entries.Where(e => !victims.Contains(e)), new Entry(gap, gapBytes, lost)]);
    }

    private void Forget(int index, int count)
    {
        foreach (var entry in _entries.GetRange(index, count)) _bytes -= entry.Bytes;
        _entries.RemoveRange(index, count);
    }

    private int Write(OutboxRecord record)
    {
        var bytes = Encode(record);
        var end = _file.Length;
        try
        {
            _file.Position = end;
            _file.Write(bytes);
            _file.Flush(flushToDisk: true);
        }
        catch
        {
            // Half a record must not stand before later whole ones.
            _file.SetLength(end);
            throw;
        }

        return bytes.Length;
    }

    private static byte[] Encode(OutboxRecord record) => RecordCodec.Encode(JsonSerializer.SerializeToUtf8Bytes(record, StorageJson.Default.OutboxRecord));

    private (OutboxHead Head, int IntactBytes) Load()
    {
        var content = AtomicFile.Read(_path, long.MaxValue / 2) ?? [];
        OutboxHead? head = null;
        var position = 0;
        while (RecordCodec.TryTake(content.AsSpan(position), out var length))
        {
            var record = JsonSerializer.Deserialize(content.AsSpan(position + RecordCodec.HeaderBytes, length), StorageJson.Default.OutboxRecord)!;
            if (head is null && record.Head is null) break;
            position += RecordCodec.HeaderBytes + length;
            Replay(record, RecordCodec.HeaderBytes + length, ref head);
        }

        return head is null
            ? (new OutboxHead(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)), 1), 0)
            : (head, position);
    }

    private void Replay(OutboxRecord record, int bytes, [NotNull] ref OutboxHead? head)
    {
        head ??= record.Head!;
        if (record.Event is { } added)
        {
            _entries.Add(new Entry(added, bytes, 0));
            _bytes += bytes;
            head = head with { NextSequence = Math.Max(head.NextSequence, added.Sequence + 1) };
        }

        foreach (var entry in _entries.Where(e => e.Event.Sequence <= record.AcknowledgedUpTo).ToList())
        {
            _bytes -= entry.Bytes;
            _entries.Remove(entry);
        }
    }

    [MemberNotNull(nameof(_file))]
    private void Continue(int intactBytes)
    {
        _file = OpenFile();
        if (_file.Length == intactBytes) return;
        _file.SetLength(intactBytes);
        _file.Flush(flushToDisk: true);
    }

    [MemberNotNull(nameof(_file))]
    private void Rewrite(OutboxHead head, IReadOnlyList<Entry> entries)
    {
        using var content = new MemoryStream();
        content.Write(Encode(new OutboxRecord { Head = head }));
        foreach (var entry in entries) content.Write(Encode(new OutboxRecord { Event = entry.Event }));
        AtomicFile.Write(_path, content.GetBuffer().AsSpan(0, (int)content.Length));
        _file?.Dispose();
        _file = OpenFile();
        _head = head;
        _entries = [.. entries];
        _bytes = entries.Sum(e => (long)e.Bytes);
    }

    private FileStream OpenFile() => new(_path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);

    private sealed record Entry(DeviceEvent Event, int Bytes, int Dropped);
}
