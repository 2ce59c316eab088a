using System.Globalization;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Api;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.ControlPlane.Storage;

namespace EdgeOrch.ControlPlane.Events;

/// <summary>The log: events and the device's mark are written in one batch, so that a batch sent twice is counted once.</summary>
internal sealed class EventLogGrain(IKeyedStore store, TimeProvider time) : Grain, IEventLogGrain
{
    /// <summary>How many events are kept.</summary>
    public const int Kept = 100_000;

    private const string EventTable = "events";
    private const string MarkTable = "event_marks";

    private long _last;
    private long _oldest = 1;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var first = await store.ScanAsync(EventTable, limit: 1, cancellation: cancellationToken);
        if (first.Documents is [var oldest]) _oldest = Number(oldest.Key);
        _last = _oldest - 1;
        // Keys are dense from the oldest on, so the last one is found by halving.
        long step = 1;
        while (await ExistsAsync(_last + step)) step *= 2;
        for (; step > 0; step /= 2)
        {
            if (await ExistsAsync(_last + step)) _last += step;
        }
    }

    public async Task<EventsAcknowledged> AddAsync(string device, EventBatch batch)
    {
        var stored = await store.GetAsync(MarkTable, device);
        var mark = stored is null ? null : ControlJson.Read<EventMark>(stored.Content);
        var known = mark is not null && mark.Outbox == batch.Outbox ? mark.UpTo : 0;
        DeviceEvent[] fresh = [.. batch.Events.Where(item => item.Sequence > known).DistinctBy(item => item.Sequence).OrderBy(item => item.Sequence)];
        if (fresh.Length == 0) return new EventsAcknowledged(known);

        var now = time.GetUtcNow();
        var id = DeviceId.Parse(device);
        var writes = fresh.Select((item, index) => Put(new EventView(_last + 1 + index, id, now, item))).ToList();
        writes.Add(StoreWrite.Put(MarkTable, device, ControlJson.Write(new EventMark(batch.Outbox, fresh[^1].Sequence))));
        var excess = Math.Clamp(_last + fresh.Length - _oldest + 1 - Kept, 0, StoreLimits.MaxBatchWrites - writes.Count);
        for (var index = 0; index < excess; index++) writes.Add(StoreWrite.Delete(EventTable, Key(_oldest + index)));
        await store.PutAsync(writes);

        (_last, _oldest) = (_last + fresh.Length, _oldest + excess);
        return new EventsAcknowledged(fresh[^1].Sequence);
    }

    public Task ForgetAsync(string device) => store.PutAsync([StoreWrite.Delete(MarkTable, device)]);

    public async Task<long> TailAsync(string? device, int most)
    {
        if (device is null) return Math.Max(0, _last - most);
        // Backwards, window by window, until the device has enough of them.
        var (from, found) = (_last, 0);
        while (from >= _oldest && found < most)
        {
            var until = from;
            from = Math.Max(_oldest - 1, from - StoreLimits.MaxScanDocuments);
            var page = await store.ScanAsync(EventTable, afterKey: Key(from), limit: (int)(until - from));
            found += page.Documents.Count(document => IsOf(ControlJson.Read<EventView>(document.Content), device));
        }
        return from;
    }

    public async Task<EventView[]> ReadAsync(long after, string? device, int most)
    {
        var found = new List<EventView>();
        string? cursor = Key(Math.Max(0, after));
        while (cursor is not null && found.Count < most)
        {
            var page = await store.ScanAsync(EventTable, afterKey: cursor, limit: StoreLimits.MaxScanDocuments);
            found.AddRange(page.Documents.Select(document => ControlJson.Read<EventView>(document.Content)).Where(view => IsOf(view, device)));
            cursor = page.NextAfterKey;
        }
        return [.. found.Take(most)];
    }

    private static bool IsOf(EventView view, string? device) => device is null || view.Device?.ToString() == device;

    private static StoreWrite Put(EventView view) => StoreWrite.Put(EventTable, Key(view.Id), ControlJson.Write(view));

    private async Task<bool> ExistsAsync(long number) => await store.GetAsync(EventTable, Key(number)) is not null;

    // Padded, so that the order of keys is the order of numbers.
    private static string Key(long number) => number.ToString("D19", CultureInfo.InvariantCulture);

    private static long Number(string key) => long.Parse(key, CultureInfo.InvariantCulture);
}
