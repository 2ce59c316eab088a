using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace EdgeOrch.Contracts;

/// <summary>The SHA-256 of some content, written <c>sha256:&lt;64 hex digits&gt;</c> (OCI image-spec descriptor.md, "Digests").</summary>
/// <remarks>No other algorithm is accepted. <c>default</c> is no digest; its <see cref="IsValid"/> is false.</remarks>
[JsonConverter(typeof(DigestJsonConverter))]
public readonly struct Digest : IEquatable<Digest>
{
    /// <summary>The rule in words, for error messages.</summary>
    public const string Rule = "\"sha256:\" and 64 lower-case hex digits";

    private const string Prefix = "sha256:";
    private const int HexLength = 2 * SHA256.HashSizeInBytes;

    private readonly string? _hex;

    private Digest(string hex) => _hex = hex;

    /// <summary>Whether this is a digest, rather than <c>default</c>.</summary>
    public bool IsValid => _hex is not null;

    /// <summary>The 64 lower-case hex digits; safe as a file name.</summary>
    /// <exception cref="InvalidOperationException">This is <c>default</c>.</exception>
    public string Hex => _hex ?? throw new InvalidOperationException("the digest was never set");

    /// <summary>Reads a digest; false when the text does not follow <see cref="Rule"/>.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Digest digest)
    {
        digest = default;
        if (text is null || text.Length != Prefix.Length + HexLength || !text.StartsWith(Prefix, StringComparison.Ordinal)) return false;
        return TryParseHex(text[Prefix.Length..], out digest);
    }

    /// <summary>Reads the 64 lower-case hex digits alone, as in a file name; false when the text is anything else.</summary>
    public static bool TryParseHex([NotNullWhen(true)] string? hex, out Digest digest)
    {
        digest = default;
        if (hex is null || hex.Length != HexLength || !hex.All(char.IsAsciiHexDigitLower)) return false;
        digest = new Digest(hex);
        return true;
    }

    /// <summary>Reads a digest.</summary>
    /// <exception cref="FormatException">The text does not follow <see cref="Rule"/>.</exception>
    public static Digest Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out var digest) ? digest : throw new FormatException($"digest \"{text}\": must be {Rule}");
    }

    /// <summary>The digest of these bytes.</summary>
    public static Digest Compute(ReadOnlySpan<byte> content) => FromHash(SHA256.HashData(content));

    /// <summary>The digest whose 32 bytes a hash has computed.</summary>
    /// <exception cref="ArgumentException">It is not 32 bytes.</exception>
    public static Digest FromHash(ReadOnlySpan<byte> sha256)
    {
        if (sha256.Length != SHA256.HashSizeInBytes) throw new ArgumentException($"a SHA-256 has {SHA256.HashSizeInBytes} bytes", nameof(sha256));
        return new Digest(Convert.ToHexStringLower(sha256));
    }

    /// <summary>The 32 bytes.</summary>
    /// <exception cref="InvalidOperationException">This is <c>default</c>.</exception>
    public byte[] ToBytes() => Convert.FromHexString(Hex);

    /// <summary><c>sha256:&lt;hex&gt;</c>, or the empty string for <c>default</c>.</summary>
    public override string ToString() => _hex is null ? "" : Prefix + _hex;

    /// <inheritdoc/>
    public bool Equals(Digest other) => string.Equals(_hex, other._hex, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Digest other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _hex is null ? 0 : _hex.GetHashCode(StringComparison.Ordinal);

    /// <summary>Whether both are the same digest.</summary>
    public static bool operator ==(Digest left, Digest right) => left.Equals(right);

    /// <summary>Whether they differ.</summary>
    public static bool operator !=(Digest left, Digest right) => !left.Equals(right);
}
