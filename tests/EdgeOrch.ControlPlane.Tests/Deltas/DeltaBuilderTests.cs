using EdgeOrch.Contracts;
using EdgeOrch.ControlPlane.Deltas;
using EdgeOrch.ControlPlane.Tests.Registry;
using EdgeOrch.Testing;

namespace EdgeOrch.ControlPlane.Tests.Deltas;

public sealed class DeltaBuilderTests(RunningRegistry registry) : IClassFixture<RunningRegistry>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_ManyCallersAtOnce_ShareOneBuild()
    {
        using var bench = new DeltaBench(registry);
        var (image, bases) = await PrepareAsync(bench, "build/shared");
        bench.Registry.Gate.Reset();

        var calls = Enumerable.Range(0, 8).Select(_ => bench.Builder.GetAsync(image, 0, bases, Cancellation)).ToArray();
        bench.Registry.Gate.Set();
        var deltas = await Task.WhenAll(calls);

        Assert.Single(deltas.Distinct());
        Assert.Equal((1, 2), (bench.Registry.Artifacts, bench.Registry.Opened));
    }

    [Fact]
    public async Task Get_CallerGoesAway_TheBuildGoesOnForTheNext()
    {
        using var bench = new DeltaBench(registry);
        var (image, bases) = await PrepareAsync(bench, "build/left");
        using var gone = new CancellationTokenSource();
        bench.Registry.Gate.Reset();
        var call = bench.Builder.GetAsync(image, 0, bases, gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        bench.Registry.Gate.Set();

        Assert.NotNull(await bench.Builder.GetAsync(image, 0, bases, Cancellation));
        Assert.Equal(1, bench.Registry.Artifacts);
    }

    [Fact]
    public async Task Get_WorkFolderFull_IsGivenUpAndLeavesNothing()
    {
        using var bench = new DeltaBench(registry, options => options.WorkBytes = 400_000);
        var (image, bases) = await PrepareAsync(bench, "build/full");

        Assert.Null(await bench.Builder.GetAsync(image, 0, bases, Cancellation));
        Assert.Null(await bench.Builder.GetAsync(image, 0, bases, Cancellation));

        Assert.Empty(Directory.GetFileSystemEntries(bench.Options.WorkDirectory));
        // Tried twice: a full disk says nothing of the delta.
        Assert.Equal((0, 4), (bench.Registry.Artifacts, bench.Registry.Opened));
    }

    [Fact]
    public async Task Get_DeltaThatSavesNothing_IsNotTriedAgain()
    {
        using var bench = new DeltaBench(registry);
        var (image, _) = await PrepareAsync(bench, "build/useless");
        var (_, foreign) = await PrepareAsync(bench, "build/foreign", seed: 77);

        Assert.Null(await bench.Builder.GetAsync(image, 0, foreign, Cancellation));
        var opened = bench.Registry.Opened;
        Assert.Null(await bench.Builder.GetAsync(image, 0, foreign, Cancellation));

        Assert.Equal((0, opened), (bench.Registry.Artifacts, bench.Registry.Opened));
    }

    [Fact]
    public async Task Get_LayerThatIsNotWhatItSays_IsNone()
    {
        using var bench = new DeltaBench(registry);
        var (image, bases) = await PrepareAsync(bench, "build/liar");

        Assert.Null(await bench.Builder.GetAsync(image, 0, [bases[0] with { DiffId = Digest.Compute("lie"u8) }], Cancellation));
    }

    [Fact]
    public async Task Constructor_LeftoversOfAKilledRun_AreRemoved()
    {
        using var bench = new DeltaBench(registry, options =>
        {
            Directory.CreateDirectory(Path.Combine(options.WorkDirectory, "left"));
            File.WriteAllText(Path.Combine(options.WorkDirectory, "left", "base0"), "x");
        });

        await Eventually.HoldsAsync("an empty work folder", TimeSpan.FromSeconds(5), () => Directory.GetFileSystemEntries(bench.Options.WorkDirectory).Length == 0);
    }

    private static async Task<(DesiredImage Image, IReadOnlyList<KnownLayer> Bases)> PrepareAsync(DeltaBench bench, string repository, int seed = 1)
    {
        var old = await bench.ReadAsync(repository, await bench.PushAsync(repository, DeltaBench.Layer(1, seed)));
        var image = await bench.ReadAsync(repository, await bench.PushAsync(repository, DeltaBench.Layer(2, seed)));
        // Both configs were opened by now; what a build opens is counted from here.
        bench.Registry.ResetCounts();
        return (image, [new KnownLayer(old.DiffIds[0], old.Layers[0], repository, 0)]);
    }
}
