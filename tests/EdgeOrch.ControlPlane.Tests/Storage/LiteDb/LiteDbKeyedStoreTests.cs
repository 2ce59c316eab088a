using System.Text;
using EdgeOrch.ControlPlane.Storage;
using EdgeOrch.ControlPlane.Storage.LiteDb;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeOrch.ControlPlane.Tests.Storage.LiteDb;

public sealed class LiteDbKeyedStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private LiteDbKeyedStore _store;

    public LiteDbKeyedStoreTests() => _store = Open();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task GetAsync_KeyNeverWritten_ReturnsNull() => Assert.Null(await _store.GetAsync("devices", "a", Token));

    [Fact]
    public async Task PutAsync_ThenReopened_DocumentAndEtagAreTheSame()
    {
        var etag = await PutOne("a", "{}");
        await Reopen();
        var read = await _store.GetAsync("devices", "a", Token);
        Assert.Equal("{}", Encoding.UTF8.GetString(read!.Content.Span));
        Assert.Equal(etag, read.Etag);
    }

    [Fact]
    public async Task PutAsync_OneEtagOfABatchIsStale_WritesNothing()
    {
        var etag = await PutOne("a", "1");
        await PutOne("a", "2", etag);
        var refused = await Assert.ThrowsAsync<EtagMismatchException>(() => _store.PutAsync([Put("b", "1"), Put("a", "3", etag)], Token));
        Assert.Equal(etag, refused.Expected);
        Assert.Null(await _store.GetAsync("devices", "b", Token));
        Assert.Equal("2", await ReadText("a"));
    }

    [Fact]
    public async Task PutAsync_ExpectedAbsentButThere_IsRefused()
    {
        await PutOne("a", "1", StoreWrite.Absent);
        await Assert.ThrowsAsync<EtagMismatchException>(() => PutOne("a", "2", StoreWrite.Absent));
    }

    [Fact]
    public async Task PutAsync_DeletedAndWrittenAgain_GetsAnEtagNeverUsed()
    {
        var first = await PutOne("a", "1");
        Assert.Null((await _store.PutAsync([StoreWrite.Delete("devices", "a", first)], Token))[0]);
        Assert.Null(await _store.GetAsync("devices", "a", Token));
        Assert.NotEqual(first, await PutOne("a", "1"));
    }

    [Fact]
    public async Task PutAsync_ManyWritersRaceForOneKey_OneWins()
    {
        var etag = await PutOne("a", "0");
        var racers = Enumerable.Range(1, 40).Select(async n =>
        {
            try
            {
                await PutOne("a", $"{n}", etag);
                return true;
            }
            catch (EtagMismatchException)
            {
                return false;
            }
        });
        Assert.Single(await Task.WhenAll(racers), won => won);
    }

    [Fact]
    public async Task PutAsync_DocumentAtTheLimit_IsKept()
    {
        var document = new byte[StoreLimits.MaxDocumentBytes];
        document[^1] = 7;
        await _store.PutAsync([StoreWrite.Put("devices", "big", document)], Token);
        await Reopen();
        Assert.True((await _store.GetAsync("devices", "big", Token))!.Content.Span.SequenceEqual(document));
    }

    [Theory]
    [InlineData("Devices", "a", 1, "table \"Devices\"")]
    [InlineData("", "a", 1, "table \"\"")]
    [InlineData("devices", "", 1, "key of 0 bytes")]
    [InlineData("devices", "a", StoreLimits.MaxDocumentBytes + 1, "document \"devices/a\" of 8388609 bytes")]
    public async Task PutAsync_BeyondALimit_SaysWhichAndTheNextWriteWorks(string table, string key, int bytes, string message)
    {
        var refused = await Assert.ThrowsAnyAsync<ArgumentException>(() => _store.PutAsync([StoreWrite.Put(table, key, new byte[bytes])], Token));
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        await PutOne("a", "1");
    }

    [Fact]
    public async Task PutAsync_KeyTwiceInABatch_IsRefused() =>
        await Assert.ThrowsAsync<ArgumentException>(() => _store.PutAsync([Put("a", "1"), Put("a", "2")], Token));

    [Fact]
    public async Task ScanAsync_PrefixInPages_ReturnsEachKeyOnceInOrder()
    {
        string[] keys = ["a", "p/", "p/1", "p/2", "p/B", "p/a", "p/\u00e9", "q"];
        await _store.PutAsync(keys.Reverse().Select(key => Put(key, key)).ToList(), Token);
        var seen = new List<string>();
        StorePage page;
        string? after = null;
        do
        {
            page = await _store.ScanAsync("devices", "p/", after, 2, Token);
            Assert.InRange(page.Documents.Count, 1, 2);
            seen.AddRange(page.Documents.Select(d => d.Key));
            after = page.NextAfterKey;
        }
        while (after is not null);
        Assert.Equal(keys.Where(k => k.StartsWith("p/", StringComparison.Ordinal)), seen);
    }

    [Fact]
    public void Constructor_FolderOpenElsewhere_Throws() => Assert.ThrowsAny<IOException>(() => Open());

    private static StoreWrite Put(string key, string text, string? expected = null) => StoreWrite.Put("devices", key, Encoding.UTF8.GetBytes(text), expected);

    private LiteDbKeyedStore Open() => new(new FolderStoreFiles(_folder.Path), NullLogger<LiteDbKeyedStore>.Instance);

    private async Task Reopen()
    {
        await _store.DisposeAsync();
        _store = Open();
    }

    private async Task<string> PutOne(string key, string text, string? expected = null) => (await _store.PutAsync([Put(key, text, expected)], Token))[0]!;

    private async Task<string?> ReadText(string key) => await _store.GetAsync("devices", key, Token) is { } d ? Encoding.UTF8.GetString(d.Content.Span) : null;
}
