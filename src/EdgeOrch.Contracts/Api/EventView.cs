using System.Text.Json.Serialization;
using EdgeOrch.Contracts.Messages;

namespace EdgeOrch.Contracts.Api;

/// <summary>An event as the control plane keeps it.</summary>
/// <param name="Id">Its number in the control plane, from 1, in the order of arrival; the cursor of <c>GET /v1/events?after=</c>.</param>
/// <param name="Device">The device that sent it; null for an event of the control plane itself.</param>
/// <param name="ReceivedAt">When it arrived, by the control plane's clock.</param>
/// <param name="Event">The event.</param>
public sealed record EventView(
    long Id, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DeviceId? Device, DateTimeOffset ReceivedAt, DeviceEvent Event);
