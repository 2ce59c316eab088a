using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Api;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.ControlPlane.Broker;
using EdgeOrch.Transport;

namespace EdgeOrch.ControlPlane.Api;

/// <summary><c>/v1/devices/{id}/usage</c>: what the workloads of a device use now, asked of the device.</summary>
internal static class UsageRoutes
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/devices/{id}/usage", ReadAsync).WithName("read-usage").Produces<UsageReadResult>()
            .Produces<ProblemDocument>(404, ProblemResults.MediaType).Produces<ProblemDocument>(503, ProblemResults.MediaType);

    private static async Task<IResult> ReadAsync(string id, IGrainFactory grains, IDeviceLink link, CancellationToken cancellation)
    {
        var device = await DeviceRoutes.RequireAsync(id, grains);
        if (device.Link == LinkState.Offline) throw Unreachable(id, "it is not connected");
        try
        {
            var result = await link.RequestAsync(
                device.Id, RpcMethods.UsageRead, new UsageReadRequest(), WireJson.Default.UsageReadRequest, WireJson.Default.UsageReadResult, Patience, cancellation);

            // A device may send what it likes.
            return Results.Json(result with { Workloads = [.. result.Workloads.Take(Limits.WorkloadsPerDevice)] }, WireJson.Default.UsageReadResult);
        }
        catch (TimeoutException)
        {
            throw Unreachable(id, "it did not answer in time");
        }
        catch (RpcException refused)
        {
            throw new ApiException(StatusCodes.Status502BadGateway, refused.Error.Code, "The device refused", refused.Error.Message);
        }
    }

    private static ApiException Unreachable(string device, string why) =>
        new(StatusCodes.Status503ServiceUnavailable, "device-unreachable", "Device unreachable", $"device \"{device}\": {why}");
}
