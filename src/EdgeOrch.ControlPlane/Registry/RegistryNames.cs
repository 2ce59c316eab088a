using System.Text.RegularExpressions;
using EdgeOrch.Contracts;

namespace EdgeOrch.ControlPlane.Registry;

/// <summary>The rules of OCI distribution-spec v1.1 ("Pulling manifests") for names and tags.</summary>
internal static partial class RegistryNames
{
    private const int MaxRepositoryLength = 255;

    /// <summary>Whether a repository's name follows the rule.</summary>
    public static bool IsRepository(string name) => name.Length <= MaxRepositoryLength && Repository().IsMatch(name);

    /// <summary>Whether a tag follows the rule.</summary>
    public static bool IsTag(string tag) => Tag().IsMatch(tag);

    /// <summary>Checks a repository's name.</summary>
    /// <exception cref="RegistryException"><c>NAME_INVALID</c>.</exception>
    public static string CheckRepository(string name) => IsRepository(name)
        ? name
        : throw new RegistryException(
            StatusCodes.Status400BadRequest, "NAME_INVALID",
            $"repository \"{name}\": must be lower-case letters and digits with single separators ., _, __, - or /, at most {MaxRepositoryLength} characters");

    /// <summary>Reads a digest.</summary>
    /// <exception cref="RegistryException"><c>DIGEST_INVALID</c>.</exception>
    public static Digest ParseDigest(string? text) => Digest.TryParse(text, out var digest)
        ? digest
        : throw new RegistryException(StatusCodes.Status400BadRequest, "DIGEST_INVALID", $"digest \"{text}\": must be {Digest.Rule}");

    [GeneratedRegex(@"\A[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*\z")]
    private static partial Regex Repository();

    [GeneratedRegex(@"\A[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}\z")]
    private static partial Regex Tag();
}
