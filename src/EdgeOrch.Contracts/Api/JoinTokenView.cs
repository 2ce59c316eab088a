namespace EdgeOrch.Contracts.Api;

/// <summary>A join token without its secret.</summary>
/// <param name="Id">Its public part.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it ends.</param>
/// <param name="UsesLeft">Devices that may still join with it.</param>
/// <param name="Labels">Labels that it gives.</param>
public sealed record JoinTokenView(
    string Id, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, int UsesLeft, IReadOnlyDictionary<string, string> Labels);
