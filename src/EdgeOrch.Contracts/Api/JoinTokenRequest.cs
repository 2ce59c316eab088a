using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.Contracts.Api;

/// <summary>An operator asks for a join token: <c>POST /v1/join-tokens</c>.</summary>
/// <param name="Uses">How many devices may join with it, 1 to 10,000.</param>
/// <param name="Lifetime">How long it is valid, 1 min to 365 days.</param>
/// <param name="Labels">Labels that devices get that join with it.</param>
public sealed record JoinTokenRequest(int Uses, Duration Lifetime, IReadOnlyDictionary<string, string> Labels);
