using EdgeOrch.Cli.Tests.Running;
using EdgeOrch.Contracts;

namespace EdgeOrch.Cli.Tests.Get;

public sealed class GetCommandTests
{
    [Fact]
    public async Task Devices_Table_IsAligned()
    {
        await using var run = await FleetAsync();
        var got = await run.RunAsync("get", "devices");
        Assert.Equal((0, ""), (got.Code, got.Error));
        Assert.Equal(
            """
            NAME        STATUS    SINCE   WORKLOADS   APPLIED   AGE
            gateway-7   online    5m      1/2         3/4       12d
            gateway-8   offline   4h      0/1         3/4       12d

            """,
            got.Out);
    }

    [Fact]
    public async Task Devices_WideWithSelector_ShowsFactsOfTheSelected()
    {
        await using var run = await FleetAsync();
        var got = await run.RunAsync("get", "devices", "-l", "site in (berlin, hamburg),class,!spare", "-o", "wide");
        Assert.Equal(
            """
            NAME        STATUS   SINCE   WORKLOADS   APPLIED   AGE   PLATFORM         CPU     MEMORY    DISK-FREE   AGENT   KERNEL   LABELS
            gateway-7   online   5m      1/2         3/4       12d   linux/arm64/v8   4000m   4.0 GiB   10 GiB      0.1.0   6.6.31   class=pi4,site=berlin

            """,
            got.Out);
    }

    [Fact]
    public async Task Workloads_DeviceOffline_AreUnreachableRatherThanHealthyOrFailed()
    {
        await using var run = await FleetAsync();
        var got = await run.RunAsync("get", "workloads");
        Assert.Equal(
            """
            DEVICE      WORKLOAD        PHASE         HEALTH    REVISION   RESTARTS   AGE   WHY
            gateway-7   sensor/reader   running       healthy   2/2        1          3h    -
            gateway-7   web/server      pending       none      0/1        0          -     image-platform: image "web:1" has no linux/arm64
            gateway-8   sensor/reader   unreachable   unknown   2/2        1          3h    device is offline; last reported running

            """,
            got.Out);
    }

    [Fact]
    public async Task Deployment_ByNameAsYaml_IsOneObject()
    {
        await using var run = await FleetAsync();
        var got = await run.RunAsync("get", "deployment", "sensor", "-o", "yaml");
        Assert.Equal(0, got.Code);
        Assert.StartsWith(
            """
            name: sensor
            revision: 2
            createdAt: "2026-02-27T12:00:00+00:00"
            manifest:
              apiVersion: edgeorch/v1
              kind: Deployment
              metadata:
                name: sensor
                labels:
                  team: edge
              spec:
                selector:
                  matchLabels:
                    site: berlin
                  matchExpressions: []
                containers:
                - name: reader
                  image: sensor:2
            """,
            got.Out,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deployments_Json_ReadsBackAsTheSame()
    {
        await using var run = await FleetAsync();
        var got = await run.RunAsync("get", "deploy", "-o", "json");
        var read = System.Text.Json.JsonSerializer.Deserialize(got.Out, WireJson.Default.IReadOnlyListDeploymentView)!;
        Assert.Equal(("sensor", 2), (read.Single().Name, read.Single().Revision));
    }

    [Fact]
    public async Task Events_HostileMessage_CannotSteerTheTerminal()
    {
        await using var run = await FleetAsync();
        var got = await run.RunAsync("get", "events");
        Assert.DoesNotContain('\u001b', got.Out);
        Assert.Contains("90s   normal     gateway-7   sensor/reader   workload-started   started with pid 412 [31m", got.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Images_UnknownName_FailsWithOneLine()
    {
        await using var run = await FleetAsync();
        run.Server.Answer("GET /v1/images", [], WireJson.Default.IReadOnlyListImageView);
        Assert.Equal(new Outcome(1, "", "edgectl: image \"web\": not found\n"), await run.RunAsync("get", "images", "web"));
        Assert.Equal(new Outcome(0, "", "no images found\n"), await run.RunAsync("get", "images"));
    }

    [Fact]
    public async Task Devices_Watch_PrintsAgainOnlyWhatChanged()
    {
        await using var run = await FleetAsync();
        var calls = 0;
        run.Server.Answers["GET /v1/devices"] = async context =>
        {
            calls++;
            if (calls == 3) context.Abort();
            var second = calls == 1 ? Fleet.Offline : Fleet.Offline with { AppliedGeneration = 4 };
            await context.Response.Body.WriteAsync(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes([Fleet.Online, second], WireJson.Default.IReadOnlyListDeviceView));
        };
        var watching = run.RunAsync("get", "devices", "-w");
        while (!watching.IsCompleted)
        {
            run.Clock.Advance(TimeSpan.FromSeconds(2));
            await Task.Yield();
        }

        var lines = (await watching).Out.Split('\n');
        Assert.Equal(["NAME", "gateway-7", "gateway-8", "NAME", "gateway-8", ""], lines.Select(l => l.Split(' ')[0]));
    }

    private static async Task<EdgectlRun> FleetAsync()
    {
        var run = await EdgectlRun.StartAsync();
        run.Server.Answer("GET /v1/devices", Fleet.Devices, WireJson.Default.IReadOnlyListDeviceView);
        run.Server.Answer("GET /v1/deployments", [Fleet.Sensor], WireJson.Default.IReadOnlyListDeploymentView);
        run.Server.Answer("GET /v1/deployments/sensor", Fleet.Sensor, WireJson.Default.DeploymentView);
        run.Server.Answer("GET /v1/events", [Fleet.Event], WireJson.Default.IReadOnlyListEventView);
        return run;
    }
}
