using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EdgeOrch.Contracts;

/// <summary>A join token: <c>eo1.{id}.{secret}.{fingerprint}</c>. It names the control plane that made it, so that a device trusts no other.</summary>
public sealed class JoinToken
{
    /// <summary>The rule in words, for error messages.</summary>
    public const string Rule = "eo1.<id>.<secret>.<64 lower-case hex digits>, as \"edgectl token create\" prints it";

    private const string Version = "eo1";
    private const int MaxLength = 256;
    private const int FingerprintLength = 64;

    /// <summary>A token of these parts.</summary>
    public JoinToken(string id, string secret, string fingerprint) => (Id, Secret, Fingerprint) = (id, secret, fingerprint);

    /// <summary>The token's id, no secret.</summary>
    public string Id { get; }

    /// <summary>What lets a device in.</summary>
    public string Secret { get; }

    /// <summary>SHA-256 of the DER form of the CA's certificate, lower-case hex.</summary>
    public string Fingerprint { get; }

    /// <summary>The whole token, a secret: it goes into the enrolment request and nowhere else.</summary>
    public string Text => $"{Version}.{Id}.{Secret}.{Fingerprint}";

    /// <summary>Reads a token; false when the text does not follow <see cref="Rule"/>.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out JoinToken? token)
    {
        token = null;
        if (text is not { Length: <= MaxLength } || !text.All(c => c is > ' ' and < (char)127)) return false;
        if (text.Split('.') is not [Version, { Length: > 0 } id, { Length: > 0 } secret, { Length: FingerprintLength } fingerprint]) return false;
        if (!fingerprint.All(char.IsAsciiHexDigitLower)) return false;
        token = new JoinToken(id, secret, fingerprint);
        return true;
    }

    /// <summary>Whether this is the CA certificate that the token names.</summary>
    public bool Names(X509Certificate2 authority)
    {
        ArgumentNullException.ThrowIfNull(authority);
        return Convert.ToHexStringLower(SHA256.HashData(authority.RawDataMemory.Span)) == Fingerprint;
    }

    /// <summary>The token's id alone, so that its secret reaches no log.</summary>
    public override string ToString() => $"{Version}.{Id}.***";
}
