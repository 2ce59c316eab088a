using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using EdgeOrch.Contracts;

namespace EdgeOrch.Images.Manifests;

/// <summary>An image of our registry as people write it: <c>repository[:tag][@sha256:…]</c>.</summary>
/// <param name="Repository">The repository (OCI distribution-spec v1.1, "Pulling manifests", its grammar of names).</param>
/// <param name="Tag">The tag; null when only a digest is given.</param>
/// <param name="Digest">The digest; null when only a tag is given. It wins over the tag.</param>
public sealed partial record ImageReference(string Repository, string? Tag, Digest? Digest)
{
    /// <summary>The rule in words, for error messages.</summary>
    public const string Rule = "repository[:tag][@sha256:…], the repository in lower-case words joined by '/'";

    /// <summary>The longest name of a repository, in characters.</summary>
    public const int MaxRepositoryLength = 255;

    private const string DefaultTag = "latest";

    /// <summary>What the registry is asked for: the digest if there is one, otherwise the tag.</summary>
    public string Reference => Digest?.ToString() ?? Tag ?? DefaultTag;

    /// <summary>Reads a reference; false when the text does not follow <see cref="Rule"/>.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="reference">What was read; its tag is <c>latest</c> when neither tag nor digest was written.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out ImageReference? reference)
    {
        ArgumentNullException.ThrowIfNull(text);
        reference = null;
        Digest? digest = null;
        var rest = text;
        if (text.IndexOf('@', StringComparison.Ordinal) is >= 0 and var at)
        {
            if (!Contracts.Digest.TryParse(text[(at + 1)..], out var parsed)) return false;
            (digest, rest) = (parsed, text[..at]);
        }
        string? tag = null;
        if (rest.LastIndexOf(':') is >= 0 and var colon && rest.IndexOf('/', colon) < 0)
        {
            (rest, tag) = (rest[..colon], rest[(colon + 1)..]);
            if (!IsTag(tag)) return false;
        }
        if (!IsRepository(rest)) return false;
        reference = new ImageReference(rest, tag ?? (digest is null ? DefaultTag : null), digest);
        return true;
    }

    /// <summary>Whether it is the name of a repository, without tag or digest.</summary>
    public static bool IsRepository(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length <= MaxRepositoryLength && RepositoryPattern().IsMatch(name);
    }

    /// <summary>Whether it is a tag.</summary>
    public static bool IsTag(string tag) => TagPattern().IsMatch(tag);

    [GeneratedRegex(@"\A[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}\z")]
    private static partial Regex TagPattern();

    [GeneratedRegex(@"\A[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*\z")]
    private static partial Regex RepositoryPattern();
}
