using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.ControlPlane.Tests.Registry;
using EdgeOrch.Images.Manifests;
using EdgeOrch.Transport;

namespace EdgeOrch.ControlPlane.Tests.Deltas;

public sealed class ImagePlannerTests(RunningRegistry registry) : IClassFixture<RunningRegistry>, IDisposable
{
    private readonly DeltaBench _bench = new(registry);

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Plan_NothingHeld_SendsEveryLayerWhole()
    {
        var image = await _bench.PushAsync("plan/whole", DeltaBench.Layer(1), DeltaBench.Layer(2, seed: 2));

        var plan = await _bench.PlanAsync("plan/whole", image, []);

        Assert.Equal([LayerSource.Full, LayerSource.Full], plan.Layers.Select(layer => layer.Source));
        Assert.Equal(image, plan.Manifest.Digest);
        Assert.All(plan.Layers, layer => Assert.Equal(layer.FullBytes, layer.Blob!.Size));
    }

    [Fact]
    public async Task Plan_LayerHeld_IsNotSent()
    {
        var (first, second) = (DeltaBench.Layer(1), DeltaBench.Layer(2, seed: 2));
        var image = await _bench.PushAsync("plan/held", first, second);

        var plan = await _bench.PlanAsync("plan/held", image, [Digest.Compute(second)]);

        Assert.Equal([(LayerSource.Full, Digest.Compute(first)), (LayerSource.Present, Digest.Compute(second))], plan.Layers.Select(layer => (layer.Source, layer.DiffId)));
        Assert.Null(plan.Layers[1].Blob);
    }

    [Fact]
    public async Task Plan_OlderVersionHeld_SendsASmallDeltaToEveryoneWhoHasIt()
    {
        var old = await OldAsync("plan/delta", 1);
        var image = await _bench.PushAsync("plan/delta", DeltaBench.Layer(2));

        var first = Assert.Single((await _bench.PlanAsync("plan/delta", image, [old])).Layers);
        var second = Assert.Single((await _bench.PlanAsync("plan/delta", image, [old])).Layers);

        Assert.Equal((LayerSource.Delta, MediaTypes.Delta), (first.Source, first.Blob!.MediaType));
        Assert.InRange(first.Blob.Size, 1, first.FullBytes / 20);
        Assert.Equal(first.Blob.Size, _bench.Registry.BlobBytes(first.Blob.Digest));
        Assert.Equal((first.Blob, 1), (second.Blob, _bench.Registry.Artifacts));
    }

    [Fact]
    public async Task Plan_DeltaThatTheDeviceRefused_SendsTheLayerWhole()
    {
        var old = await OldAsync("plan/refused", 1);
        var image = await _bench.PushAsync("plan/refused", DeltaBench.Layer(2));
        var delta = Assert.Single((await _bench.PlanAsync("plan/refused", image, [old])).Layers).Blob!.Digest;

        Assert.Equal(LayerSource.Full, Assert.Single((await _bench.PlanAsync("plan/refused", image, [old], [delta])).Layers).Source);
    }

    [Fact]
    public async Task Plan_SmallLayer_IsSentWholeWithoutTrying()
    {
        _bench.Options.SmallestLayerBytes = 10_000_000;
        var old = await OldAsync("plan/small", 1);
        var image = await _bench.PushAsync("plan/small", DeltaBench.Layer(2));

        Assert.Equal(LayerSource.Full, Assert.Single((await _bench.PlanAsync("plan/small", image, [old])).Layers).Source);
        Assert.Equal(0, _bench.Registry.Artifacts);
    }

    [Fact]
    public async Task Plan_HeldLayerThatNobodyKnows_IsNoBase()
    {
        var image = await _bench.PushAsync("plan/unknown", DeltaBench.Layer(2));

        Assert.Equal(LayerSource.Full, Assert.Single((await _bench.PlanAsync("plan/unknown", image, [Digest.Compute("?"u8)])).Layers).Source);
    }

    [Fact]
    public async Task Plan_ImageThatIsNotTheDevices_IsRefused()
    {
        var other = await _bench.PushAsync("plan/other", DeltaBench.Layer(1));
        await _bench.PushAsync("plan/mine", DeltaBench.Layer(2));

        await RefusedAsync("image-not-desired", () => _bench.PlanAsync("plan/other", other, []));
        _bench.Desire("plan/mine", Digest.Compute("gone"u8));
        await RefusedAsync("image-unknown", () => _bench.PlanAsync("plan/mine", Digest.Compute("gone"u8), []));
    }

    [Fact]
    public async Task Plan_TooManyDigests_IsRefused()
    {
        var image = await _bench.PushAsync("plan/many", DeltaBench.Layer(1));
        Digest[] many = [.. Enumerable.Repeat(image, 4097)];

        await RefusedAsync("bad-request", () => _bench.PlanAsync("plan/many", image, many));
        await RefusedAsync("bad-request", () => _bench.PlanAsync("plan/many", image, [], many));
    }

    private static async Task RefusedAsync(string code, Func<Task> call) => Assert.Equal(code, (await Assert.ThrowsAsync<RpcException>(call)).Error.Code);

    // A layer that the device was told to get before.
    private async Task<Digest> OldAsync(string repository, int version)
    {
        var image = await _bench.PushAsync(repository, DeltaBench.Layer(version));
        await _bench.PlanAsync(repository, image, []);
        return Digest.Compute(DeltaBench.Layer(version));
    }
}
