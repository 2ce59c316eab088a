namespace EdgeOrch.ControlPlane.Identity;

/// <summary>One use of a join token, taken.</summary>
/// <param name="Id">The token's public part.</param>
/// <param name="Labels">Labels that it gives.</param>
internal sealed record RedeemedToken(string Id, IReadOnlyDictionary<string, string> Labels);
