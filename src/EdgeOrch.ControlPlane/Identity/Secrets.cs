using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace EdgeOrch.ControlPlane.Identity;

/// <summary>Random secrets of tokens, and their hashes. They have 256 bits of their own, so a plain hash is enough.</summary>
internal static class Secrets
{
    private const int SecretBytes = 32;
    private const int IdBytes = 8;

    /// <summary>A new secret: 43 letters, digits, "-" and "_".</summary>
    public static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>A new id: 16 hex digits.</summary>
    public static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes));

    /// <summary>Whether a text has the form of an id.</summary>
    public static bool IsId(string text) => text.Length == 2 * IdBytes && text.All(char.IsAsciiHexDigitLower);

    /// <summary>What is stored of a secret.</summary>
    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>Compares in constant time.</summary>
    public static bool Matches(string secret, byte[] hash) => CryptographicOperations.FixedTimeEquals(Hash(secret), hash);
}
