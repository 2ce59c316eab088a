namespace EdgeOrch.ControlPlane.Identity;

/// <summary>An operator's token as it is stored, under its id; the secret only as its hash.</summary>
/// <param name="Name">Whose it is.</param>
/// <param name="SecretHash">SHA-256 of the secret.</param>
/// <param name="CreatedAt">When it was made.</param>
internal sealed record ApiTokenDocument(string Name, byte[] SecretHash, DateTimeOffset CreatedAt);
