using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.Contracts.Api;

/// <summary>An operator asks for a join token: <c>POST /v1/join-tokens</c>.</summary>
/// <param name="Uses">How many devices may join with it, 1 to <see cref="MaxUses"/>.</param>
/// <param name="Lifetime">How long it is valid, <see cref="ShortestLifetime"/> to <see cref="LongestLifetime"/>.</param>
/// <param name="Labels">Labels that devices get that join with it.</param>
public sealed record JoinTokenRequest(int Uses, Duration Lifetime, IReadOnlyDictionary<string, string> Labels)
{
    /// <summary>The most devices that one token lets in.</summary>
    public const int MaxUses = 10_000;

    /// <summary>The shortest lifetime, 1 min.</summary>
    public static readonly Duration ShortestLifetime = new(TimeSpan.FromMinutes(1));

    /// <summary>The longest lifetime, 365 days.</summary>
    public static readonly Duration LongestLifetime = new(TimeSpan.FromDays(365));
}
