using System.Globalization;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Api;
using EdgeOrch.Contracts.Reported;
using EdgeOrch.ControlPlane.Devices;
using EdgeOrch.ControlPlane.Tests.Hosting;

namespace EdgeOrch.ControlPlane.Tests.Api;

/// <summary>The promise: what cannot run on a selected device is refused at apply, in words that say what would be right, and nothing moves.</summary>
[Collection(ControlPlaneTests.Name)]
public sealed class ApplyFitTests(RunningControlPlane cloud) : IAsyncLifetime
{
    public async ValueTask InitializeAsync()
    {
        await PushedImage.PushAsync(cloud.Client, "fit/app", "1", "amd64");
        await PushedImage.PushIndexAsync(cloud.Client, "fit/both", "1", "amd64", "arm64");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Apply_ImageNotInTheRegistry_IsRefused(bool dryRun)
    {
        await cloud.EnrolAsync($"absent-{dryRun}".ToLowerInvariant(), "site=absent");

        await RefusedAsync(
            ManifestText.Deployment("absent", "absent", "fit/no-such:1"), dryRun,
            "image-not-found", "spec.containers[0].image", 10, "image \"fit/no-such:1\" is not in the registry: push it first");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Apply_ImageWithoutTheDevicesPlatform_NamesDevicesAndPlatforms(bool dryRun)
    {
        await cloud.EnrolAsync("plain", "site=mixed", "amd64");
        await cloud.EnrolAsync("arm-b", "site=mixed", "arm64");
        await cloud.EnrolAsync("arm-a", "site=mixed", "arm64");
        await cloud.EnrolAsync("risc", "site=mixed", "riscv64");

        await RefusedAsync(
            ManifestText.Deployment("mixed", "mixed", "fit/app:1"), dryRun,
            "image-platform", "spec.containers[0].image", 10,
            "image \"fit/app:1\" is for linux/amd64; devices \"arm-a\", \"arm-b\" are linux/arm64, device \"risc\" is linux/riscv64: push it for this platform as well, or select other devices");
    }

    [Theory]
    [InlineData("{ memory: 2Gi }", "spec.containers[0].resources.memory", "2Gi is more than a selected device has; device \"small-a\" has 512Mi, device \"small-b\" has 1Gi: ask for 512Mi at most, or select other devices")]
    [InlineData("{ cpu: 3 }", "spec.containers[0].resources.cpu", "3 is more than a selected device has; devices \"small-a\", \"small-b\" have 2: ask for 2 at most, or select other devices")]
    public async Task Apply_MoreThanADeviceHas_IsRefused(string resources, string path, string message)
    {
        await cloud.EnrolAsync("small-a", "site=small", memoryBytes: 512L << 20);
        await cloud.EnrolAsync("small-b", "site=small");
        await cloud.EnrolAsync("large", "site=small", cpuMillicores: 64_000, memoryBytes: 64L << 30);

        await RefusedAsync(ManifestText.Deployment("small", "small", "fit/app:1", resources), false, "too-large", path, 11, message);
        await RefusedAsync(ManifestText.Deployment("small", "small", "fit/app:1", resources), true, "too-large", path, 11, message);
    }

    [Fact]
    public async Task Apply_ManyDevicesDoNotFit_NamesFiveAndCountsTheRest()
    {
        for (var number = 1; number <= 7; number++) await cloud.EnrolAsync($"many-{number}", "site=many", "arm64");

        var problem = Assert.Single((await cloud.Client.ApplyBadAsync(ManifestText.Deployment("many", "many", "fit/app:1"))).Problems);

        Assert.Contains("\"many-5\" are linux/arm64, and 2 more devices:", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apply_SeveralThingsWrong_TellsAllOfThemAtOnce()
    {
        await cloud.EnrolAsync("several", "site=several", "arm64");
        var text = ManifestText.Deployment("several", "several", "fit/app:1", "{ memory: 2Gi, cpu: 8 }") + "\n    - { name: other, image: fit/no-such:1 }";

        var problems = (await cloud.Client.ApplyBadAsync(text)).Problems;

        Assert.Equal(
            ["spec.containers[0].image", "spec.containers[0].resources.cpu", "spec.containers[0].resources.memory", "spec.containers[1].image"],
            problems.Select(problem => problem.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Apply_BadRevisionOfARunningDeployment_LeavesItAsItIs()
    {
        await cloud.EnrolAsync("steady", "site=steady");
        await cloud.Client.ApplyAsync(ManifestText.Deployment("steady", "steady", "fit/app:1"));
        var before = await cloud.Grains.GetGrain<IDeviceGrain>("steady").GetDesiredAsync();

        await cloud.Client.ApplyBadAsync(ManifestText.Deployment("steady", "steady", "fit/app:1", "{ memory: 2Gi }"));

        var after = await cloud.Grains.GetGrain<IDeviceGrain>("steady").GetDesiredAsync();
        Assert.Equal(before!.Generation, after!.Generation);
        Assert.Equal(1, (await cloud.Client.GetAsync("/v1/deployments/steady", WireJson.Default.DeploymentView)).Revision);
        Assert.Equal(ApplyAction.Configured, (await cloud.Client.ApplyAsync(ManifestText.Deployment("steady", "steady", "fit/app:1", "{ memory: 1Gi }"))).Action);
    }

    [Fact]
    public async Task Apply_IndexOfBothPlatforms_GivesEachDeviceItsOwnManifest()
    {
        await cloud.EnrolAsync("both-amd", "site=both", "amd64");
        await cloud.EnrolAsync("both-arm", "site=both", "arm64");

        await cloud.Client.ApplyAsync(ManifestText.Deployment("both", "both", "fit/both:1"));

        Assert.NotEqual(await ImageOf("both-amd"), await ImageOf("both-arm"));
    }

    [Fact]
    public async Task Apply_SelectorThatMatchesNothing_IsAWarning()
    {
        var applied = await cloud.Client.ApplyAsync(ManifestText.Deployment("nobody", "nobody", "fit/app:1"), dryRun: true);

        var warning = Assert.Single(applied.Warnings);
        Assert.Equal(("selects-nothing", "spec.selector", ProblemSeverity.Warning), (warning.Code, warning.Path, warning.Severity));
    }

    [Fact]
    public async Task Apply_DeviceThatNeverToldItsSize_IsTakenAndBlockedWhenItTells()
    {
        await cloud.EnrolAsync("silent", "site=silent", cpuMillicores: 0, memoryBytes: 0);
        await cloud.Client.ApplyAsync(ManifestText.Deployment("silent", "silent", "fit/app:1", "{ memory: 2Gi }"));

        await cloud.Grains.GetGrain<IDeviceGrain>("silent").ReportAsync(Report("silent", memoryBytes: 1L << 30));

        var device = await cloud.Client.GetAsync("/v1/devices/silent", WireJson.Default.DeviceView);
        var blocked = Assert.Single(device.Conditions, condition => condition.Type == "Blocked");
        Assert.Equal(("too-large", "container \"app\" asks for memory 2Gi, the device has 1Gi"), (blocked.Reason, blocked.Message));
    }

    [Fact]
    public async Task Apply_TooMuchForOneDesiredState_IsRefused()
    {
        await cloud.EnrolAsync("full", "site=full");
        await cloud.Client.ApplyAsync(WithEnv("full-1", "full", 200_000));

        var together = Assert.Single((await cloud.Client.ApplyBadAsync(WithEnv("full-2", "full", 200_000))).Problems);
        var alone = Assert.Single((await cloud.Client.ApplyBadAsync(WithEnv("full-3", "nowhere", 400_000))).Problems);

        Assert.Equal(("desired-too-large", "spec.containers"), (together.Code, together.Path));
        Assert.Contains("device \"full\" would have 40", together.Message, StringComparison.Ordinal);
        Assert.Equal(("desired-too-large", "spec.containers"), (alone.Code, alone.Path));
        await cloud.Client.ApplyAsync(WithEnv("full-2", "full", 100_000));
    }

    [Fact]
    public async Task Apply_TwoDocumentsThatFitOnlyAlone_AreRefusedTogether()
    {
        await cloud.EnrolAsync("pair", "site=pair");

        var problem = Assert.Single((await cloud.Client.ApplyBadAsync($"{WithEnv("pair-1", "pair", 200_000)}\n---\n{WithEnv("pair-2", "pair", 200_000)}")).Problems);

        Assert.Equal("desired-too-large", problem.Code);
        Assert.Equal(0, (await cloud.Grains.GetGrain<IDeviceGrain>("pair").GetDesiredAsync())!.Generation);
    }

    private static string WithEnv(string name, string site, int bytes) =>
        ManifestText.Deployment(name, site, "fit/app:1") + $"\n      env: [{{ name: LONG, value: {new string('x', bytes)} }}]";

    private static ReportedState Report(string device, long memoryBytes) => new()
    {
        Device = DeviceId.Parse(device),
        Sequence = 1,
        BootId = "boot",
        At = DateTimeOffset.UnixEpoch,
        ObservedGeneration = 1,
        AppliedGeneration = 1,
        Facts = new DeviceFacts(new Platform("linux", "amd64"), "1.0.0", "6.1", 2000, memoryBytes, 1),
        Workloads = [],
    };

    private async Task<Digest> ImageOf(string device) =>
        Assert.Single((await cloud.Grains.GetGrain<IDeviceGrain>(device).GetDesiredAsync())!.Workloads).Image.Digest;

    private async Task RefusedAsync(string manifest, bool dryRun, string code, string path, int line, string message)
    {
        var document = await cloud.Client.ApplyBadAsync(manifest, dryRun);

        Assert.Equal(422, document.Status);
        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"{code} {path} {line}: {message}"), string.Join(" | ", document.Problems.Select(each => $"{each.Code} {each.Path} {each.Line}: {each.Message}")));
        Assert.DoesNotContain(
            await cloud.Client.GetAsync("/v1/deployments", WireJson.Default.IReadOnlyListDeploymentView), deployment => manifest.Contains($"name: {deployment.Name}\n", StringComparison.Ordinal));
    }
}
