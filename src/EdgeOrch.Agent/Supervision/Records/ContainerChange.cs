using System.Text.Json.Serialization;

namespace EdgeOrch.Agent.Supervision.Records;

/// <summary>One step of a watch.</summary>
/// <param name="Id">Which container changed; null for the marker that ends the first listing.</param>
/// <param name="Record">What it is now; null when it was removed.</param>
internal sealed record ContainerChange(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Id,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] ContainerRecord? Record)
{
    /// <summary>True for the marker that ends the first listing: every container that existed has been told.</summary>
    public bool IsCaughtUp => Id is null;
}
