namespace EdgeOrch.ControlPlane.Identity;

/// <summary>A join token as it is stored; the secret only as its hash.</summary>
/// <param name="SecretHash">SHA-256 of the secret.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it ends.</param>
/// <param name="UsesLeft">Devices that may still join with it.</param>
/// <param name="Labels">Labels that it gives.</param>
internal sealed record JoinTokenDocument(
    byte[] SecretHash, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, int UsesLeft, IReadOnlyDictionary<string, string> Labels);
