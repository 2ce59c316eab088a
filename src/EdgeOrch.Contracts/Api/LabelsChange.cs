namespace EdgeOrch.Contracts.Api;

/// <summary>A change of a device's labels: <c>PATCH /v1/devices/{id}/labels</c>.</summary>
/// <param name="Labels">Label to its new value; null removes it.</param>
public sealed record LabelsChange(IReadOnlyDictionary<string, string?> Labels);
