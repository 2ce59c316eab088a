using EdgeOrch.ControlPlane.Storage;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Storage;
using Orleans.TestingHost;

namespace EdgeOrch.ControlPlane.Tests.Storage;

/// <summary>Grain state and reminders through a real silo, over a real store.</summary>
public sealed class KeyedGrainStorageTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private readonly TemporaryFolder _folder = new();
    private InProcessTestCluster? _cluster;

    private IGrainFactory Grains => _cluster!.Client;

    public async ValueTask InitializeAsync() => _cluster = await Start();

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null) await _cluster.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task WriteStateAsync_SiloRestarted_StateIsThere()
    {
        await Grains.GetGrain<ICounterGrain>("a/b").Set(7);
        await Restart();
        Assert.Equal(7, await Grains.GetGrain<ICounterGrain>("a/b").Get());
        Assert.Equal(0, await Grains.GetGrain<ICounterGrain>("a").Get());
    }

    [Fact]
    public async Task ClearStateAsync_SiloRestarted_StateIsNewAndCanBeWritten()
    {
        await Grains.GetGrain<ICounterGrain>("a").Set(7);
        await Grains.GetGrain<ICounterGrain>("a").Clear();
        await Restart();
        Assert.Equal(0, await Grains.GetGrain<ICounterGrain>("a").Get());
        await Grains.GetGrain<ICounterGrain>("a").Set(8);
    }

    [Fact]
    public async Task WriteStateAsync_WrittenBehindItsBack_IsRefused()
    {
        var storage = _cluster!.Silos[0].ServiceProvider.GetRequiredKeyedService<IGrainStorage>(StorageOptions.GrainStorageName);
        var id = GrainId.Create("counter", "a");
        var mine = new GrainState<CounterState>(new CounterState { Value = 1 });
        await storage.WriteStateAsync("counter", id, mine);
        var other = new GrainState<CounterState>();
        await storage.ReadStateAsync("counter", id, other);
        await storage.WriteStateAsync("counter", id, other);

        var refused = await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("counter", id, mine));

        Assert.Equal(other.ETag, refused.StoredEtag);
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.ClearStateAsync("counter", id, mine));
    }

    [Fact]
    public async Task UpsertRow_SiloRestarted_GrainIsReminded()
    {
        var key = Guid.NewGuid().ToString();
        await Grains.GetGrain<ICounterGrain>(key).Remind();
        await _cluster!.DisposeAsync();
        while (CounterGrain.Reminded.Reader.TryRead(out _))
        {
        }
        _cluster = await Start();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Deadline);
        Assert.Equal(key, await CounterGrain.Reminded.Reader.ReadAsync(deadline.Token));
    }

    private async Task Restart()
    {
        await _cluster!.DisposeAsync();
        _cluster = await Start();
    }

    private async Task<InProcessTestCluster> Start()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddEdgeOrchStorage(new StorageOptions { DataFolder = _folder.Path, Json = ControlJson.Options });
            AddSerialization(silo.Services);
            silo.Services.Configure<ReminderOptions>(options => options.MinimumReminderPeriod = TimeSpan.FromMilliseconds(100));
        });
        builder.ConfigureClient(client => AddSerialization(client.Services));
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return cluster;
    }

    // Orleans refuses to start while any grain of the program, not only of this test, has arguments that it cannot carry.
    private static void AddSerialization(IServiceCollection services) => services.AddSerializer(
        serializer => serializer.AddJsonSerializer(type => type.Namespace?.StartsWith("EdgeOrch", StringComparison.Ordinal) == true, ControlJson.Options));
}
