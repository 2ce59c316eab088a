using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using EdgeOrch.Contracts;

namespace EdgeOrch.ControlPlane.Deployments;

/// <summary>An image of our registry as a manifest names it: <c>repository[:tag][@sha256:…]</c>.</summary>
/// <param name="Repository">The repository (OCI distribution-spec v1.1, "Pulling manifests", its grammar of names).</param>
/// <param name="Tag">The tag; null when only a digest is given.</param>
/// <param name="Digest">The digest; null when only a tag is given. It wins over the tag.</param>
internal sealed partial record ImageReference(string Repository, string? Tag, Digest? Digest)
{
    public const string Rule = "repository[:tag][@sha256:…], the repository in lower-case words joined by '/'";

    private const string DefaultTag = "latest";
    private const int LongestRepository = 255;

    /// <summary>What the registry is asked for: the digest if there is one, otherwise the tag.</summary>
    public string Reference => Digest?.ToString() ?? Tag ?? DefaultTag;

    public static bool TryParse(string text, [NotNullWhen(true)] out ImageReference? reference)
    {
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
            if (!TagPattern().IsMatch(tag)) return false;
        }
        if (rest.Length > LongestRepository || !RepositoryPattern().IsMatch(rest)) return false;
        reference = new ImageReference(rest, tag ?? (digest is null ? DefaultTag : null), digest);
        return true;
    }

    [GeneratedRegex(@"\A[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}\z")]
    private static partial Regex TagPattern();

    [GeneratedRegex(@"\A[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*\z")]
    private static partial Regex RepositoryPattern();
}
