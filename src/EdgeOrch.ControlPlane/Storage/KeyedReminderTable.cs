using System.Globalization;

namespace EdgeOrch.ControlPlane.Storage;

/// <summary>Keeps Orleans' reminders in a keyed store, in the order of their grains' hashes, so that a ring's range is a scan.</summary>
internal sealed class KeyedReminderTable(IKeyedStore store) : IReminderTable
{
    private const string Table = "reminders";
    private const char Separator = '\u001f'; // in no grain id and no reminder's name of ours

    /// <inheritdoc/>
    public async Task<ReminderTableData> ReadRows(GrainId grainId)
    {
        var rows = new List<ReminderEntry>();
        await foreach (var row in ScanAsync(Prefix(grainId), null)) rows.Add(row);
        return new ReminderTableData(rows);
    }

    /// <summary>The reminders whose grain's hash lies in (begin, end]; the range wraps when begin ≥ end.</summary>
    public async Task<ReminderTableData> ReadRows(uint begin, uint end)
    {
        var rows = new List<ReminderEntry>();
        if (begin < end)
        {
            await AddRange(rows, begin, end);
        }
        else
        {
            await AddRange(rows, begin, uint.MaxValue);
            await AddRange(rows, null, end);
        }
        return new ReminderTableData(rows);
    }

    /// <inheritdoc/>
    public async Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName) =>
        await store.GetAsync(Table, Key(grainId, reminderName)) is { } document ? ToEntry(document) : null;

    /// <inheritdoc/>
    public async Task<string?> UpsertRow(ReminderEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var row = new ReminderDocument(entry.GrainId.ToString(), entry.ReminderName, entry.StartAt, entry.Period);
        var content = ControlJson.Write(row);
        return (await store.PutAsync([StoreWrite.Put(Table, Key(entry.GrainId, entry.ReminderName), content)]))[0];
    }

    /// <inheritdoc/>
    public async Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag)
    {
        try
        {
            await store.PutAsync([StoreWrite.Delete(Table, Key(grainId, reminderName), eTag)]);
            return true;
        }
        catch (EtagMismatchException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async Task TestOnlyClearTable()
    {
        await foreach (var row in ScanAsync("", null)) await store.PutAsync([StoreWrite.Delete(Table, Key(row.GrainId, row.ReminderName))]);
    }

    private async Task AddRange(List<ReminderEntry> rows, uint? after, uint last)
    {
        // The character after the separator ends all keys of a hash.
        var afterKey = after is { } hash ? $"{hash:x8}{(char)(Separator + 1)}" : null;
        await foreach (var row in ScanAsync("", afterKey))
        {
            if (row.GrainId.GetUniformHashCode() > last) return;
            rows.Add(row);
        }
    }

    private async IAsyncEnumerable<ReminderEntry> ScanAsync(string prefix, string? afterKey)
    {
        do
        {
            var page = await store.ScanAsync(Table, prefix, afterKey);
            foreach (var document in page.Documents) yield return ToEntry(document);
            afterKey = page.NextAfterKey;
        }
        while (afterKey is not null);
    }

    private static ReminderEntry ToEntry(StoredDocument document)
    {
        var row = ControlJson.Read<ReminderDocument>(document.Content);
        return new ReminderEntry
        {
            GrainId = GrainId.Parse(row.Grain, CultureInfo.InvariantCulture),
            ReminderName = row.Name,
            StartAt = row.StartAt,
            Period = row.Period,
            ETag = document.Etag,
        };
    }

    private static string Key(GrainId grainId, string reminderName) => Prefix(grainId) + reminderName;

    private static string Prefix(GrainId grainId) => $"{grainId.GetUniformHashCode():x8}{Separator}{grainId}{Separator}";
}
