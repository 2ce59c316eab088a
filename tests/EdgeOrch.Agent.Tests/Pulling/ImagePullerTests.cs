using EdgeOrch.Agent.Images;
using EdgeOrch.Agent.Pulling;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Desired;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.Contracts.Reported;
using EdgeOrch.Images;
using EdgeOrch.Images.Manifests;
using EdgeOrch.Transport;

namespace EdgeOrch.Agent.Tests.Pulling;

public sealed class ImagePullerTests : IDisposable
{
    private static readonly Platform Amd64 = new("linux", "amd64");
    private readonly TemporaryFolder _folder = new();
    private readonly FakeCloud _cloud = new();
    private readonly ImageStore _store;
    private readonly ImagePuller _puller;
    private PullReport? _report;

    public ImagePullerTests()
    {
        _store = new ImageStore(_folder.Of("images"));
        _puller = new ImagePuller(_store, _cloud, new FreeSpace(_folder.Path));
    }

    [Fact]
    public async Task Pull_NewImage_IsCompleteAndCounted()
    {
        await PullAsync();
        var image = _store.GetImage(_cloud.Manifest.Digest)!;
        Assert.Equal("world\n", File.ReadAllText(Path.Combine(image.LayerPaths[0], "hello")));
        var all = _cloud.Manifest.Size + _cloud.Config.Size + _cloud.Layer.Size;
        Assert.Equal(new PullReport(all, all, all, 0, 1, 0), _report);
        Assert.Empty(Directory.GetFiles(_folder.Of("images", "partial")));
    }

    [Fact]
    public async Task Pull_Again_AsksNobody()
    {
        await PullAsync();
        await PullAsync();
        Assert.Single(_cloud.Plans);
    }

    [Fact]
    public async Task Pull_LinkLostInTheMiddle_GoesOnWhereItWas()
    {
        _cloud.Deliver = (source, bytes) => source.Blob == _cloud.Layer ? bytes[..1000] : bytes;
        await Assert.ThrowsAsync<LinkException>(PullAsync);
        Assert.False(_store.HasImage(_cloud.Manifest.Digest));
        _cloud.Deliver = (_, bytes) => bytes;
        await PullAsync();
        Assert.Equal(_cloud.Manifest.Size + _cloud.Config.Size + _cloud.Layer.Size, _cloud.Sent);
    }

    [Fact]
    public async Task Pull_CorruptBlob_IsFetchedAnewAndThenRefused()
    {
        var corrupt = 0;
        _cloud.Deliver = (source, bytes) => source.Blob == _cloud.Layer && corrupt++ < 2 ? [.. bytes.Select(b => (byte)~b)] : bytes;
        await PullAsync();
        Assert.Equal(3, corrupt);
        _store.CollectGarbage(new HashSet<Digest>());
        corrupt = int.MinValue;
        var e = await Assert.ThrowsAsync<ImageException>(PullAsync);
        Assert.Equal("digest-mismatch", e.Code);
        Assert.False(_store.HasLayer(_cloud.DiffId));
    }

    [Fact]
    public async Task Pull_DeltaThatDoesNotApply_IsRefusedAndThePlanAskedForAgain()
    {
        var delta = _cloud.Add("no delta at all"u8.ToArray(), MediaTypes.Delta);
        _cloud.Answer = (request, plan) => request.RefusedDeltas.Count > 0 ? plan : plan with { Layers = [plan.Layers[0] with { Source = LayerSource.Delta, Blob = delta }] };
        await PullAsync();
        Assert.Equal([delta.Digest], _cloud.Plans[1].RefusedDeltas);
        Assert.True(_store.HasImage(_cloud.Manifest.Digest));
    }

    [Fact]
    public async Task Pull_PlanTakesForPresentWhatIsNot_EndsAfterSomePlans()
    {
        _cloud.Answer = (_, plan) => plan with { Layers = [plan.Layers[0] with { Source = LayerSource.Present, Blob = null }] };
        Assert.Equal("layer-missing", (await Assert.ThrowsAsync<ImageException>(PullAsync)).Code);
        Assert.Equal(5, _cloud.Plans.Count);
    }

    [Fact]
    public async Task Pull_PlanForAnotherImage_IsRefused()
    {
        _cloud.Answer = (_, plan) => plan with { Manifest = plan.Config };
        Assert.Equal("plan-invalid", (await Assert.ThrowsAsync<ImageException>(PullAsync)).Code);
        _cloud.Answer = (_, plan) => plan with { Layers = [plan.Layers[0] with { DiffId = Wishes.Image("other") }] };
        Assert.Equal("plan-invalid", (await Assert.ThrowsAsync<ImageException>(PullAsync)).Code);
    }

    [Fact]
    public async Task Pull_OfAnotherArchitecture_IsRefused()
    {
        var e = await Assert.ThrowsAsync<ImageException>(() => PullAsync(new Platform("linux", "arm64", "v8")));
        Assert.Equal("image-platform", e.Code);
        Assert.Contains("is for linux/amd64, this device is linux/arm64/v8", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_MoreThanThereIsSpace_IsRefusedBeforeTheFirstByte()
    {
        _cloud.Answer = (_, plan) => plan with { Layers = [plan.Layers[0] with { Blob = _cloud.Layer with { Size = 1L << 60 } }] };
        Assert.Equal("no-space", (await Assert.ThrowsAsync<ImageException>(PullAsync)).Code);
        Assert.Equal(0, _cloud.Sent);
    }

    public void Dispose()
    {
        _puller.Dispose();
        _folder.Dispose();
    }

    private Task PullAsync() => PullAsync(Amd64);

    private Task PullAsync(Platform platform) => _puller.PullAsync(
        new ResolvedImage("shop/web", _cloud.Manifest.Digest), platform, report => _report = report, TestContext.Current.CancellationToken);
}
