using EdgeOrch.ControlPlane.Storage;
using EdgeOrch.ControlPlane.Storage.LiteDb;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeOrch.ControlPlane.Tests.Storage;

public sealed class KeyedReminderTableTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LiteDbKeyedStore _store;
    private readonly KeyedReminderTable _table;

    public KeyedReminderTableTests()
    {
        _store = new LiteDbKeyedStore(new FolderStoreFiles(_folder.Path), NullLogger<LiteDbKeyedStore>.Instance);
        _table = new KeyedReminderTable(_store);
    }

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task ReadRows_EveryRangeOfTheRing_ReturnsExactlyTheGrainsInIt()
    {
        var grains = Enumerable.Range(0, 40).Select(n => GrainId.Create("g", $"{n}")).ToList();
        foreach (var grain in grains) await _table.UpsertRow(Entry(grain, "r"));
        var bounds = grains.Take(6).Select(g => g.GetUniformHashCode()).Concat([0u, 1u, uint.MaxValue]).ToList();
        foreach (var begin in bounds)
        {
            foreach (var end in bounds)
            {
                var expected = grains.Where(g => IsIn(g.GetUniformHashCode(), begin, end)).Select(g => g.ToString()).Order(StringComparer.Ordinal);
                var read = (await _table.ReadRows(begin, end)).Reminders.Select(r => r.GrainId.ToString()).Order(StringComparer.Ordinal);
                Assert.Equal(expected, read);
            }
        }
    }

    [Fact]
    public async Task ReadRows_OfAGrain_ReturnsAllOfItsRemindersAndNoOthers()
    {
        var grain = GrainId.Create("g", "1");
        await _table.UpsertRow(Entry(grain, "a"));
        await _table.UpsertRow(Entry(grain, "b"));
        await _table.UpsertRow(Entry(GrainId.Create("g", "11"), "a"));
        Assert.Equal(["a", "b"], (await _table.ReadRows(grain)).Reminders.Select(r => r.ReminderName));
    }

    [Fact]
    public async Task RemoveRow_StaleEtag_KeepsTheRow()
    {
        var grain = GrainId.Create("g", "1");
        var stale = await _table.UpsertRow(Entry(grain, "a"));
        var etag = await _table.UpsertRow(Entry(grain, "a"));
        Assert.False(await _table.RemoveRow(grain, "a", stale!));
        Assert.Equal(etag, (await _table.ReadRow(grain, "a"))!.ETag);
        Assert.True(await _table.RemoveRow(grain, "a", etag!));
        Assert.Null(await _table.ReadRow(grain, "a"));
    }

    private static bool IsIn(uint hash, uint begin, uint end) => begin < end ? hash > begin && hash <= end : hash > begin || hash <= end;

    private static ReminderEntry Entry(GrainId grain, string name) =>
        new() { GrainId = grain, ReminderName = name, StartAt = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc), Period = TimeSpan.FromMinutes(1) };
}
