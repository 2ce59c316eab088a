namespace EdgeOrch.ControlPlane.Identity;

/// <summary>A join token that does not let a device join.</summary>
/// <param name="reason"><c>token-malformed</c>, <c>token-unknown</c>, <c>token-expired</c> or <c>token-used</c>.</param>
/// <param name="message">The same for a person; never holds the secret.</param>
internal sealed class TokenRefusedException(string reason, string message) : Exception(message)
{
    /// <summary>The stable word.</summary>
    public string Reason { get; } = reason;
}
