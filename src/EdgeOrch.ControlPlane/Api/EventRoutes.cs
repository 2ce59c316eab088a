using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Api;
using EdgeOrch.ControlPlane.Events;

namespace EdgeOrch.ControlPlane.Api;

/// <summary><c>/v1/events</c>.</summary>
internal static class EventRoutes
{
    private const int PageEvents = 1000;
    private static readonly TimeSpan FollowEvery = TimeSpan.FromMilliseconds(500);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/events", ReadAsync).WithName("list-events").Produces<IReadOnlyList<EventView>>().Produces<EventView>(200, JsonLines.MediaType);

    /// <param name="context">The call.</param>
    /// <param name="device">Events of one device; all when absent.</param>
    /// <param name="after">Events after this number; the newest when absent.</param>
    /// <param name="follow">Whether to go on with new ones, one a line.</param>
    /// <param name="grains">The grains.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">The caller went away.</param>
    private static async Task<IResult> ReadAsync(
        HttpContext context, string? device, long? after, bool? follow, IGrainFactory grains, TimeProvider time, CancellationToken cancellation)
    {
        if (device is not null && !ResourceName.IsValid(device)) throw ApiException.NotFound("device", device);
        var log = grains.GetGrain<IEventLogGrain>(0);
        var from = after ?? await log.TailAsync(device, PageEvents);
        if (follow is not true) return Results.Json(await log.ReadAsync(from, device, PageEvents), WireJson.Default.IReadOnlyListEventView);

        while (!cancellation.IsCancellationRequested)
        {
            var events = await log.ReadAsync(from, device, PageEvents);
            await context.Response.WriteLinesAsync(events, WireJson.Default.EventView, cancellation);
            if (events.Length > 0) from = events[^1].Id;
            else await Task.Delay(FollowEvery, time, cancellation);
        }
        return Results.Empty;
    }
}
