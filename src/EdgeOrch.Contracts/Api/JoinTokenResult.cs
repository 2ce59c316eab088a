namespace EdgeOrch.Contracts.Api;

/// <summary>A join token; the secret is shown this once.</summary>
/// <param name="Id">Its public part.</param>
/// <param name="Token">What <c>edgeorchd join --token</c> takes: <c>eo1.{id}.{secret}.{SHA-256 of the CA certificate, hex}</c>.</param>
/// <param name="ExpiresAt">When it ends.</param>
public sealed record JoinTokenResult(string Id, string Token, DateTimeOffset ExpiresAt);
