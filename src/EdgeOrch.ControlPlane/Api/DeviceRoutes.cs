using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Api;
using EdgeOrch.ControlPlane.Deployments.Reading;
using EdgeOrch.ControlPlane.Devices;
using EdgeOrch.ControlPlane.Fleet;

namespace EdgeOrch.ControlPlane.Api;

/// <summary><c>/v1/devices</c>.</summary>
internal static class DeviceRoutes
{
    private const int Together = 100;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/devices", ListAsync).WithName("list-devices").Produces<IReadOnlyList<DeviceView>>();
        routes.MapGet("/v1/devices/{id}", GetAsync).WithName("get-device")
            .Produces<DeviceView>().Produces<ProblemDocument>(404, ProblemResults.MediaType);
        routes.MapDelete("/v1/devices/{id}", DeleteAsync).WithName("delete-device")
            .Produces(204).Produces<ProblemDocument>(404, ProblemResults.MediaType);
        routes.MapPatch("/v1/devices/{id}/labels", SetLabelsAsync).WithName("set-device-labels")
            .Accepts<LabelsChange>("application/json", "*/*").Produces(204)
            .Produces<ProblemDocument>(400, ProblemResults.MediaType).Produces<ProblemDocument>(404, ProblemResults.MediaType);
    }

    /// <summary>An enrolled device.</summary>
    /// <exception cref="ApiException">There is none of this id.</exception>
    public static async Task<DeviceView> RequireAsync(string id, IGrainFactory grains) =>
        (ResourceName.IsValid(id) ? await grains.GetGrain<IDeviceGrain>(id).GetViewAsync() : null) ?? throw ApiException.NotFound("device", id);

    private static async Task<IResult> ListAsync(IGrainFactory grains)
    {
        var views = new List<DeviceView>();
        foreach (var batch in (await grains.GetGrain<IFleetIndexGrain>(0).ListDevicesAsync()).Chunk(Together))
            views.AddRange((await Task.WhenAll(batch.Select(id => grains.GetGrain<IDeviceGrain>(id).GetViewAsync()))).OfType<DeviceView>());
        return Results.Json(views, WireJson.Default.IReadOnlyListDeviceView);
    }

    private static async Task<IResult> GetAsync(string id, IGrainFactory grains) => Results.Json(await RequireAsync(id, grains), WireJson.Default.DeviceView);

    private static async Task<IResult> DeleteAsync(string id, IGrainFactory grains)
    {
        await RequireAsync(id, grains);
        await grains.GetGrain<IDeviceGrain>(id).RemoveAsync();
        return Results.NoContent();
    }

    private static async Task<IResult> SetLabelsAsync(string id, HttpContext context, IGrainFactory grains, CancellationToken cancellation)
    {
        var change = await context.Request.ReadJsonAsync(WireJson.Default.LabelsChange, cancellation);
        var device = await RequireAsync(id, grains);
        Check(change, device);
        await grains.GetGrain<IDeviceGrain>(id).SetLabelsAsync(change);
        return Results.NoContent();
    }

    private static void Check(LabelsChange change, DeviceView device)
    {
        var problems = new ProblemList();
        foreach (var (key, value) in change.Labels) LabelSyntax.Check(key, value ?? "", $"labels.{Shown.Cut(key)}", problems, null);
        var kept = device.Labels.Keys.Where(key => !change.Labels.TryGetValue(key, out var value) || value is not null);
        var count = kept.Union(change.Labels.Where(label => label.Value is not null).Select(label => label.Key)).Count();
        if (count > Limits.Labels) problems.Add("too-many", "labels", $"the device would have {count} labels: may have {Limits.Labels} at most", null);
        if (problems.Count > 0) throw ApiException.Invalid("labels", problems.ToOrderedList());
    }
}
