namespace EdgeOrch.ControlPlane.Api;

/// <summary>The two ways in which a token is asked for and refused.</summary>
internal static class TokenScheme
{
    /// <summary>The API: <c>Authorization: Bearer</c>, problem documents.</summary>
    public const string Api = "token";

    /// <summary>The registry: <c>Authorization: Basic</c> with the token as password, errors of the OCI distribution-spec.</summary>
    public const string Registry = "registry";
}
