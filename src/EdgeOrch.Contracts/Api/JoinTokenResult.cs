namespace EdgeOrch.Contracts.Api;

/// <summary>A join token; the secret is shown this once.</summary>
/// <param name="Id">Its public part.</param>
/// <param name="Token">What <c>edgeorchd join --token</c> takes: the text of a <see cref="JoinToken"/>.</param>
/// <param name="ExpiresAt">When it ends.</param>
public sealed record JoinTokenResult(string Id, string Token, DateTimeOffset ExpiresAt);
