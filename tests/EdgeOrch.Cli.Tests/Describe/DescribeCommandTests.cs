using EdgeOrch.Cli.Tests.Running;
using EdgeOrch.Contracts;

namespace EdgeOrch.Cli.Tests.Describe;

public sealed class DescribeCommandTests
{
    [Fact]
    public async Task Device_WithTrouble_SaysWhyAndWhatThePullCost()
    {
        await using var run = await EdgectlRun.StartAsync();
        run.Server.Answer("GET /v1/devices/gateway-7", Fleet.Online, WireJson.Default.DeviceView);
        run.Server.Answer("GET /v1/events?device=gateway-7", [Fleet.Event], WireJson.Default.IReadOnlyListEventView);
        var got = await run.RunAsync("describe", "device", "gateway-7");
        Assert.Equal(
            $"""
            Name:               gateway-7
            Labels:             class=pi4,site=berlin
            Status:             online
            Since:              2026-03-01T11:55:00Z (5m ago)
            Enrolled:           2026-02-17T12:00:00Z (12d ago)
            Last report:        2026-03-01T11:59:30Z (30s ago)
            Generation:         3 applied, 4 desired
            Platform:           linux/arm64/v8
            CPU:                4000m
            Memory:             4.0 GiB
            Disk free:          10 GiB
            Kernel:             6.6.31
            Agent:              0.1.0
            Conditions:
              TYPE        HOLDS   REASON     SINCE   RETRIES   MESSAGE
              DiskSpace   no      no-space   60m     yes       disk "/var/lib/edgeorchd": 1 % free, must be 5 %
            Workloads:
              sensor/reader
                Phase:          running
                Health:         healthy
                Revision:       2 runs, 2 desired
                Image:          {Fleet.Image}
                Pid:            412
                Started:        2026-03-01T09:00:00Z (3h ago)
                Restarts:       1
                Last exit:      137 (killed by the kernel: out of memory)
                Pulled:         180 KiB of 186 KiB planned; the full image is 12 MiB, 1.5 %
                Layers:         1 by delta, 0 full, 3 present
              web/server
                Phase:          pending
                Health:         none
                Why:            image-platform: image "web:1" has no linux/arm64
                Revision:       0 runs, 1 desired
                Restarts:       0
            Events:
              AGE   SEVERITY   DEVICE      WORKLOAD        TYPE               MESSAGE
              90s   normal     gateway-7   sensor/reader   workload-started   started with pid 412 [31m

            """,
            got.Out);
    }

    [Fact]
    public async Task Deployment_OnTwoDevices_ShowsRevisionsAndEachDevice()
    {
        await using var run = await EdgectlRun.StartAsync();
        run.Server.Answer("GET /v1/deployments/sensor", Fleet.Sensor, WireJson.Default.DeploymentView);
        run.Server.Answer("GET /v1/devices", Fleet.Devices, WireJson.Default.IReadOnlyListDeviceView);
        run.Server.Answer("GET /v1/events", [Fleet.Event], WireJson.Default.IReadOnlyListEventView);
        var got = await run.RunAsync("describe", "deployment", "sensor");
        Assert.Equal(
            """
            Name:               sensor
            Labels:             team=edge
            Selector:           site=berlin
            Created:            2026-02-27T12:00:00Z (2d ago)
            Revision:           2
            Devices:            1 selected, 1 ready, 0 unreachable
            Containers:
              reader
                Image:          sensor:2
                Memory:         no limit
                CPU:            no limit
            Revisions:
              REVISION   APPLIED
              2          2026-03-01T09:00:00Z (3h ago)
              1          2026-02-27T12:00:00Z (2d ago)
            Workloads:
              DEVICE      WORKLOAD        PHASE     HEALTH    REVISION   RESTARTS   AGE   PULLED              WHY
              gateway-7   sensor/reader   running   healthy   2/2        1          3h    180 KiB of 12 MiB   -
            Events:
              AGE   SEVERITY   DEVICE      WORKLOAD        TYPE               MESSAGE
              90s   normal     gateway-7   sensor/reader   workload-started   started with pid 412 [31m

            """,
            got.Out);
    }
}
