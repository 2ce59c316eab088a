using System.Text.Json;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Desired;
using EdgeOrch.Contracts.Manifests;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.ControlPlane.Deltas;
using EdgeOrch.ControlPlane.Tests.Broker;
using EdgeOrch.ControlPlane.Tests.Devices;
using EdgeOrch.ControlPlane.Tests.Hosting;
using EdgeOrch.ControlPlane.Tests.Identity;
using EdgeOrch.ControlPlane.Tests.Registry;
using EdgeOrch.ControlPlane.Tests.Storage;
using EdgeOrch.Testing.Images;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeOrch.ControlPlane.Tests.Deltas;

/// <summary>Planner, reader and builder over a real registry, for one device, <c>pi-1</c>.</summary>
internal sealed class DeltaBench : IDisposable
{
    public static readonly DeviceId Device = DeviceId.Parse("pi-1");

    private readonly TemporaryFolder _folder = new();
    private readonly RunningRegistry _registry;
    private readonly RecordingGrains _grains;
    private readonly DesiredImages _images;
    private readonly ImagePlanner _planner;
    private readonly BlobReader _reader;

    public DeltaBench(RunningRegistry registry, Action<DeltaOptions>? configure = null)
    {
        _registry = registry;
        Options.WorkDirectory = Path.Combine(_folder.Path, "work");
        configure?.Invoke(Options);
        (var factory, _grains) = RecordingGrains.Create();
        Registry = new CountingRegistry(registry.Registry);
        _images = new DesiredImages(factory, Registry);
        var store = new DeltaStore(Registry);
        var options = Microsoft.Extensions.Options.Options.Create(Options);
        Builder = new DeltaBuilder(Registry, store, options, NullLogger<DeltaBuilder>.Instance);
        _planner = new ImagePlanner(_images, new KnownLayers(new MemoryKeyedStore(), Registry), Builder, options);
        _reader = new BlobReader(_images, store, Registry, Link);
    }

    public DeltaOptions Options { get; } = new();

    public CountingRegistry Registry { get; }

    public RecordingLink Link { get; } = new();

    public DeltaBuilder Builder { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A layer of one large file, most of it the same for every version.</summary>
    public static byte[] Layer(int version, int seed = 1)
    {
        var content = new byte[300_000];
        new Random(seed).NextBytes(content);
        content[150_000] = (byte)version;
        return new TarBuilder().File("app/data", content).Build();
    }

    /// <summary>Pushes an image of these layers and wishes it for the device.</summary>
    public async Task<Digest> PushAsync(string repository, params byte[][] layers)
    {
        var digest = await PushedImage.PushLayersAsync(_registry.Client, repository, "1", layers);
        Desire(repository, digest);
        return digest;
    }

    public void Desire(string repository, Digest image) => _grains.Device("pi-1").Desired = new DesiredState
    {
        Device = Device,
        Generation = 1,
        IssuedAt = DateTimeOffset.UnixEpoch,
        Workloads = [new DesiredWorkload { Deployment = "web", Revision = 1, Container = new ContainerManifest { Name = "app", Image = "x" }, Image = new ResolvedImage(repository, image) }],
    };

    public Task<DesiredImage> ReadAsync(string repository, Digest image) => _images.ReadAsync(Device, repository, image, Cancellation);

    public async Task<ImagePlan> PlanAsync(string repository, Digest image, IReadOnlyList<Digest> held, IReadOnlyList<Digest>? refused = null)
    {
        var request = new ImagePlanRequest(repository, image, held, refused ?? []);
        var answer = await _planner.HandleAsync(Device, JsonSerializer.SerializeToUtf8Bytes(request, WireJson.Default.ImagePlanRequest), Cancellation);
        return JsonSerializer.Deserialize(answer, WireJson.Default.ImagePlan)!;
    }

    public async Task<BlobReadResult> ReadAsync(BlobReadRequest request)
    {
        var answer = await _reader.HandleAsync(Device, JsonSerializer.SerializeToUtf8Bytes(request, WireJson.Default.BlobReadRequest), Cancellation);
        return JsonSerializer.Deserialize(answer, WireJson.Default.BlobReadResult)!;
    }

    public void Dispose()
    {
        Builder.Dispose();
        _folder.Dispose();
    }
}
