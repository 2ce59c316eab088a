using System.Text.Json.Serialization;

namespace EdgeOrch.Contracts.Messages;

/// <summary>The cloud asks for lines of a workload's log.</summary>
/// <param name="Workload">The workload.</param>
/// <param name="Cursor">Goes on from a previous result; null starts at <paramref name="Tail"/> lines before the end.</param>
/// <param name="Tail">Lines from the end, 0 to 10,000; not used with a cursor.</param>
/// <param name="WaitSeconds">How long the device waits for a new line before it answers with none, 0 to 30.</param>
public sealed record LogReadRequest(
    WorkloadId Workload, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Cursor, int Tail, int WaitSeconds);
