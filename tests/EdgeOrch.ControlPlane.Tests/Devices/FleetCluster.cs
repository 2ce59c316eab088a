using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Desired;
using EdgeOrch.Contracts.Manifests;
using EdgeOrch.Contracts.Reported;
using EdgeOrch.ControlPlane.Broker;
using EdgeOrch.ControlPlane.Deployments;
using EdgeOrch.ControlPlane.Devices;
using EdgeOrch.ControlPlane.Fleet;
using EdgeOrch.ControlPlane.Identity;
using EdgeOrch.ControlPlane.Storage;
using EdgeOrch.ControlPlane.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Storage;
using Orleans.TestingHost;
using Silo = EdgeOrch.ControlPlane.Hosting.Silo;

namespace EdgeOrch.ControlPlane.Tests.Devices;

/// <summary>A silo with our grains over our storage in LiteDB, which can be restarted; the broker records.</summary>
public sealed class FleetCluster : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private InProcessTestCluster _cluster = null!;

    public IGrainFactory Grains => _cluster.Client;

    internal RecordingLink Link { get; } = new();

    internal DesiredStateKey Key => Services.GetRequiredService<DesiredStateKey>();

    private IServiceProvider Services => _cluster.Silos[0].ServiceProvider;

    public async ValueTask InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddEdgeOrchStorage(new StorageOptions { DataFolder = _folder.Path, Json = ControlJson.Options });
            Silo.AddSerialization(silo.Services);
            silo.Services.Configure<IdentityOptions>(options => options.Directory = Path.Combine(_folder.Path, "identity"));
            silo.Services.AddSingleton<DesiredStateKey>();
            silo.Services.AddSingleton<IDesiredStateSigner, PinnedKeySigner>();
            silo.Services.AddSingleton<DesiredPublisher>();
            silo.Services.AddSingleton<IDeviceLink>(Link);
        });
        builder.ConfigureClient(client => Silo.AddSerialization(client.Services));
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Ends the silo and starts another over the same folder, which resumes the fleet as the program does.</summary>
    public async Task RestartAsync()
    {
        await _cluster.DisposeAsync();
        await InitializeAsync();
        using var resumption = new FleetResumption(Grains, NullLogger<FleetResumption>.Instance);
        await resumption.StartAsync(CancellationToken.None);
        await resumption.ExecuteTask!;
    }

    /// <summary>Stores a deployment's record as a crash would have left it.</summary>
    internal async Task WriteAsync(string deployment, DeploymentRecord record)
    {
        var storage = Services.GetRequiredKeyedService<IGrainStorage>(StorageOptions.GrainStorageName);
        await storage.WriteStateAsync("deployment", Grains.GetGrain<IDeploymentGrain>(deployment).GetGrainId(), new GrainState<DeploymentRecord>(record));
    }

    internal IDeviceGrain Device(string id) => Grains.GetGrain<IDeviceGrain>(id);

    internal IDeploymentGrain Deployment(string name) => Grains.GetGrain<IDeploymentGrain>(name);

    internal Task<bool> EnrolAsync(string id, string site, string certificate = "first") => Device(id).EnrolAsync(
        new DeviceEnrolment(new Dictionary<string, string> { ["site"] = site }, Facts(), certificate));

    internal async Task<IReadOnlyList<DesiredWorkload>> WorkloadsAsync(string device) => (await Device(device).GetDesiredAsync())!.Workloads;

    internal static DeviceFacts Facts(long memoryBytes = 1L << 30) => new(new Platform("linux", "amd64"), "1.0.0", "6.1", 2000, memoryBytes, 1L << 30);

    internal static DeploymentChange Change(string name, string site, string image = "demo/app:1", string? memory = null)
    {
        var manifest = new DeploymentManifest
        {
            ApiVersion = DeploymentManifest.CurrentApiVersion,
            Kind = DeploymentManifest.DeploymentKind,
            Metadata = new ManifestMetadata { Name = name },
            Spec = new DeploymentSpec { Selector = new LabelSelector { MatchLabels = new Dictionary<string, string> { ["site"] = site } }, Containers = [Container(image, memory)] },
        };
        return new DeploymentChange(manifest, $"text of {image}", [Pinned(image)]);
    }

    internal static DeploymentAssignment Assignment(string deployment, int revision, string image = "demo/app:1", string? memory = null) =>
        new(deployment, revision, [Container(image, memory)], [Pinned(image)]);

    private static ContainerManifest Container(string image, string? memory)
    {
        var resources = memory is not null && MemoryQuantity.TryParse(memory, out var quantity) ? new ResourceManifest { Memory = quantity } : new ResourceManifest();
        return new ContainerManifest { Name = "app", Image = image, Resources = resources };
    }

    private static PinnedImage Pinned(string image) => new(image, [new PlatformImage(new Platform("linux", "amd64"), new ResolvedImage("demo/app", Digest.Compute(System.Text.Encoding.UTF8.GetBytes(image))))]);
}
