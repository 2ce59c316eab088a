using System.Text.Json.Serialization;

namespace EdgeOrch.Contracts.Api;

/// <summary>What applying one manifest did, or would do.</summary>
/// <param name="Name">The deployment.</param>
/// <param name="Action">What happened.</param>
/// <param name="Revision">Its revision now.</param>
/// <param name="PreviousManifest">The text of the revision before, for a difference; null when there was none.</param>
/// <param name="Manifest">The text of this revision.</param>
/// <param name="Devices">The devices that it selects now.</param>
/// <param name="Warnings">What the operator should know.</param>
public sealed record AppliedDeployment(
    string Name, ApplyAction Action, int Revision,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? PreviousManifest, string Manifest,
    IReadOnlyList<DeviceId> Devices, IReadOnlyList<Problem> Warnings);
