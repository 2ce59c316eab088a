using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Api;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.ControlPlane.Broker;
using EdgeOrch.Transport;

namespace EdgeOrch.ControlPlane.Api;

/// <summary><c>/v1/devices/{id}/logs/{deployment}/{container}</c>: a workload's log, read from the device.</summary>
internal static class LogRoutes
{
    private const int DefaultTail = 100;
    private const int LongestTail = 10_000;
    private const int WaitSeconds = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(WaitSeconds + 10);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/devices/{id}/logs/{deployment}/{container}", ReadAsync).WithName("read-log")
            .Produces<LogLine>(200, JsonLines.MediaType)
            .Produces<ProblemDocument>(404, ProblemResults.MediaType).Produces<ProblemDocument>(503, ProblemResults.MediaType);

    private static async Task<IResult> ReadAsync(
        HttpContext context, string id, string deployment, string container, int? tail, bool? follow,
        IGrainFactory grains, IDeviceLink link, TimeProvider time, CancellationToken cancellation)
    {
        if (tail is < 0 or > LongestTail) throw ApiException.Invalid("tail", [new Problem("out-of-range", "tail", $"{tail}: must be 0 to {LongestTail}")]);
        var device = await DeviceRoutes.RequireAsync(id, grains);
        var workload = new WorkloadId(deployment, container);
        if (device.Workloads.All(known => known.Id != workload)) throw ApiException.NotFound($"workload on device \"{id}\"", workload.ToString());
        if (device.Link == LinkState.Offline) throw Unreachable(id, "it is not connected");

        var result = await FirstAsync(link, device.Id, new LogReadRequest(workload, null, tail ?? DefaultTail, 0), cancellation);
        await context.Response.WriteLinesAsync(result.Lines, WireJson.Default.LogLine, cancellation);
        while (result.More || follow is true)
        {
            var next = await NextAsync(link, device.Id, new LogReadRequest(workload, result.Cursor, 0, result.More ? 0 : WaitSeconds), follow is true, cancellation);
            if (next is null) await Task.Delay(RetryAfter, time, cancellation);
            else await context.Response.WriteLinesAsync((result = next).Lines, WireJson.Default.LogLine, cancellation);
        }
        return Results.Empty;
    }

    private static async Task<LogReadResult> FirstAsync(IDeviceLink link, DeviceId device, LogReadRequest request, CancellationToken cancellation)
    {
        try
        {
            return await RequestAsync(link, device, request, cancellation);
        }
        catch (TimeoutException)
        {
            throw Unreachable(device.ToString(), "it did not answer in time");
        }
        catch (RpcException refused)
        {
            throw new ApiException(StatusCodes.Status502BadGateway, refused.Error.Code, "The device refused", refused.Error.Message);
        }
    }

    // One who follows waits for a device that is away for a while; the lines come when it is back.
    private static async Task<LogReadResult?> NextAsync(IDeviceLink link, DeviceId device, LogReadRequest request, bool patient, CancellationToken cancellation)
    {
        try
        {
            return await RequestAsync(link, device, request, cancellation);
        }
        catch (Exception failure) when (patient && failure is TimeoutException or RpcException { Error.Retryable: true })
        {
            return null;
        }
    }

    private static Task<LogReadResult> RequestAsync(IDeviceLink link, DeviceId device, LogReadRequest request, CancellationToken cancellation) =>
        link.RequestAsync(device, RpcMethods.LogRead, request, WireJson.Default.LogReadRequest, WireJson.Default.LogReadResult, Patience, cancellation);

    private static ApiException Unreachable(string device, string why) =>
        new(StatusCodes.Status503ServiceUnavailable, "device-unreachable", "Device unreachable", $"device \"{device}\": {why}");
}
