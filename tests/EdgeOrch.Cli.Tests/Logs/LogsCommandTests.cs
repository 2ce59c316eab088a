using EdgeOrch.Cli.Tests.Running;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Messages;

namespace EdgeOrch.Cli.Tests.Logs;

public sealed class LogsCommandTests
{
    private static readonly LogLine[] Lines =
    [
        new(EdgectlRun.Now, LogStream.Stdout, "hello"),
        new(EdgectlRun.Now.AddSeconds(1), LogStream.Stderr, "oops"),
        new(EdgectlRun.Now.AddSeconds(2), LogStream.Stdout, new string('x', 16_384)),
    ];

    [Fact]
    public async Task Logs_BothStreams_GoWhereTheyCameFrom()
    {
        await using var run = await EdgectlRun.StartAsync();
        run.Server.AnswerLines("GET /v1/devices/gateway-7/logs/sensor/reader?follow=true&tail=5", Lines, WireJson.Default.LogLine);
        var got = await run.RunAsync("logs", "gateway-7", "sensor/reader", "-f", "--tail", "5");
        Assert.Equal(new Outcome(0, $"hello\n{new string('x', 16_384)}\n", "oops\n"), got);
    }

    [Fact]
    public async Task Logs_DeploymentOfOneContainer_FindsIt()
    {
        await using var run = await EdgectlRun.StartAsync();
        run.Server.Answer("GET /v1/devices/gateway-7", Fleet.Online, WireJson.Default.DeviceView);
        run.Server.AnswerLines("GET /v1/devices/gateway-7/logs/web/server?follow=false", Lines[..1], WireJson.Default.LogLine);
        Assert.Equal(new Outcome(0, "2026-03-01T12:00:00Z hello\n", ""), await run.RunAsync("logs", "gateway-7", "web", "--timestamps"));
        Assert.Equal(new Outcome(1, "", "edgectl: device \"gateway-7\": runs no workload of deployment \"none\"\n"), await run.RunAsync("logs", "gateway-7", "none"));
    }

    [Fact]
    public async Task Logs_LineAboveTheLimit_EndsWithAnError()
    {
        await using var run = await EdgectlRun.StartAsync();
        run.Server.Answers["GET /v1/devices/gateway-7/logs/web/server?follow=false"] = context => context.Response.Body.WriteAsync(new byte[3 * 1024 * 1024]).AsTask();
        var got = await run.RunAsync("logs", "gateway-7", "web/server");
        Assert.Equal(new Outcome(1, "", "edgectl: a line of the answer is above 1048576 bytes\n"), got);
    }

    [Fact]
    public async Task Events_Follow_PrintsEachAsItArrives()
    {
        await using var run = await EdgectlRun.StartAsync();
        run.Server.AnswerLines("GET /v1/events?device=gateway-7&follow=true", [Fleet.Event], WireJson.Default.EventView);
        var got = await run.RunAsync("events", "--device", "gateway-7", "-f");
        Assert.Equal("2026-03-01T11:58:30Z normal  gateway-7 sensor/reader workload-started: started with pid 412 [31m\n", got.Out);
    }
}
