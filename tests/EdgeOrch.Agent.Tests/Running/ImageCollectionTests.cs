using System.Collections.Concurrent;
using EdgeOrch.Agent.Images;
using EdgeOrch.Agent.Pulling;
using EdgeOrch.Agent.Reconciliation;
using EdgeOrch.Agent.Running;
using EdgeOrch.Agent.Storage;
using EdgeOrch.Agent.Tests.Pulling;
using EdgeOrch.Agent.Tests.Reconciliation;
using EdgeOrch.Agent.Tests.Workloads;
using EdgeOrch.Contracts;
using EdgeOrch.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace EdgeOrch.Agent.Tests.Running;

public sealed class ImageCollectionTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private readonly FakeCloud _cloud = new();
    private readonly FakeSupervisor _supervisor = new();
    private readonly FakeRunner _runner = new();
    private readonly EventNames _log = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ImageStore _store;
    private readonly ImagePuller _puller;
    private readonly Reconciler _reconciler;
    private readonly ImageCollection _collection;
    private readonly Task _running;

    public ImageCollectionTests()
    {
        var data = new DataFolder(_folder.Path);
        data.Create();
        _store = new ImageStore(data.Images, _time);
        _puller = new ImagePuller(_store, _cloud, new FreeSpace(data.Images));
        _reconciler = new Reconciler(_runner, _supervisor, _time, _runner);
        _collection = new ImageCollection(_puller, _reconciler, data, _log);
        _running = Task.WhenAll(_reconciler.RunAsync(_stop.Token), _collection.RunAsync(_stop.Token));
    }

    [Fact]
    public async Task Due_SomeImagesAreUsed_RemovesTheOthersAlone()
    {
        var (wished, before, runs, unused) = (await PullAsync("wished"), await PullAsync("before"), await PullAsync("runs"), await PullAsync("unused"));
        _supervisor.Tell(Wishes.Record(PullingDevice.Wish(1, runs)));
        _collection.Remember(Wishes.State(1, PullingDevice.Wish(1, before)));
        _reconciler.Apply(Wishes.State(2, PullingDevice.Wish(2, wished)));
        await Eventually.HoldsAsync("the running container to be seen", Patience, () => _reconciler.Statuses is [{ Record: not null }]);
        _collection.Due();
        await Eventually.HoldsAsync("the unused image to go", Patience, () => !_store.HasLayer(unused.DiffId));
        foreach (var used in (FakeCloud.FakeImage[])[wished, before, runs]) Assert.True(_store.HasImage(used.Manifest.Digest));
    }

    [Fact]
    public async Task Due_TheNextStateIsApplied_LetsTheOneBeforeTheLastGo()
    {
        FakeCloud.FakeImage[] images = [await PullAsync("one"), await PullAsync("two"), await PullAsync("three")];
        for (var i = 0; i < images.Length; i++)
        {
            _collection.Remember(_reconciler.Desired);
            _reconciler.Apply(Wishes.State(i + 1, PullingDevice.Wish(i + 1, images[i])));
        }

        _collection.Due();
        await Eventually.HoldsAsync("the first image to go", Patience, () => !_store.HasLayer(images[0].DiffId));
        Assert.True(_store.HasImage(images[1].Manifest.Digest));
        Assert.True(_store.HasImage(images[2].Manifest.Digest));
    }

    // Without a desired state nobody knows what is needed.
    [Fact]
    public async Task Due_NoDesiredState_RemovesNothing()
    {
        var image = await PullAsync("one");
        _collection.Due();
        _reconciler.Apply(Wishes.State(1, PullingDevice.Wish(1, image)));
        var unused = await PullAsync("unused");
        _collection.Due();
        await Eventually.HoldsAsync("the unused image to go", Patience, () => !_store.HasLayer(unused.DiffId));
        Assert.True(_store.HasImage(image.Manifest.Digest));
    }

    [Fact]
    public async Task Due_ListOfThePreviousImagesIsDamaged_KeepsWhatIsWished()
    {
        var (wished, unused) = (await PullAsync("wished"), await PullAsync("unused"));
        await File.WriteAllTextAsync(_folder.Of("previous-images.json"), "[\"sha256:", TestContext.Current.CancellationToken);
        _reconciler.Apply(Wishes.State(1, PullingDevice.Wish(1, wished)));
        _collection.Due();
        await Eventually.HoldsAsync("the unused image to go", Patience, () => !_store.HasLayer(unused.DiffId));
        Assert.True(_store.HasImage(wished.Manifest.Digest));
    }

    [Fact]
    public async Task Due_ListOfThePreviousImagesCannotBeRead_SaysSoAndGoesOnAtTheNextTurn()
    {
        var (wished, unused) = (await PullAsync("wished"), await PullAsync("unused"));
        await File.WriteAllBytesAsync(_folder.Of("previous-images.json"), new byte[64 * 1024 + 1], TestContext.Current.CancellationToken);
        _reconciler.Apply(Wishes.State(1, PullingDevice.Wish(1, wished)));
        _collection.Due();
        await Eventually.HoldsAsync("a word in the log", Patience, () => _log.Seen.Contains("NotRemoved"));
        Assert.True(_store.HasLayer(unused.DiffId));

        _collection.Remember(_reconciler.Desired);
        _collection.Due();
        await Eventually.HoldsAsync("the unused image to go", Patience, () => !_store.HasLayer(unused.DiffId));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(Patience);
        _puller.Dispose();
        _stop.Dispose();
        _folder.Dispose();
    }

    private async Task<FakeCloud.FakeImage> PullAsync(string content)
    {
        var image = _cloud.AddImage(Tars.OneFile("name", content));
        await _puller.PullAsync(image.Resolved, new Platform("linux", "amd64"), _ => { }, TestContext.Current.CancellationToken);
        return image;
    }

    private sealed class EventNames : ILogger<ImageCollection>
    {
        public ConcurrentQueue<string?> Seen { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Seen.Enqueue(eventId.Name);
    }
}
