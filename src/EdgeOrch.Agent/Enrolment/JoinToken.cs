using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EdgeOrch.Agent.Enrolment;

/// <summary>A one-time join token: <c>eo1.{id}.{secret}.{SHA-256 of the CA certificate's DER, hex}</c>.</summary>
internal sealed class JoinToken
{
    /// <summary>The rule in words, for error messages.</summary>
    public const string Rule = "eo1.<id>.<secret>.<64 hex digits>, as \"edgectl token create\" prints it";

    private const int MaxLength = 512;
    private readonly byte[] _authority;

    private JoinToken(string text, string id, byte[] authority) => (Text, Id, _authority) = (text, id, authority);

    /// <summary>The whole token, a secret: it goes into the enrolment request and nowhere else.</summary>
    public string Text { get; }

    /// <summary>The token's id, no secret.</summary>
    public string Id { get; }

    /// <summary>Reads a token; false when the text does not follow <see cref="Rule"/>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out JoinToken? token)
    {
        token = null;
        if (text.Length > MaxLength || text.Split('.') is not ["eo1", { Length: > 0 } id, { Length: > 0 }, { Length: 64 } hex]) return false;
        if (!hex.All(char.IsAsciiHexDigit) || !text.All(c => c is > ' ' and < (char)127)) return false;
        token = new JoinToken(text, id, Convert.FromHexString(hex));
        return true;
    }

    /// <summary>Whether this is the CA certificate that the token names.</summary>
    public bool Names(X509Certificate2 authority) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(authority.RawDataMemory.Span), _authority);

    /// <summary>The token's id alone, so that its secret reaches no log.</summary>
    public override string ToString() => $"eo1.{Id}.***";
}
