using EdgeOrch.Contracts;
using EdgeOrch.Images.Manifests;

namespace EdgeOrch.ControlPlane.Registry;

/// <summary>Names in a request's path, or the distribution-spec's error for what is none.</summary>
internal static class RegistryNames
{
    /// <summary>Checks a repository's name.</summary>
    /// <exception cref="RegistryException"><c>NAME_INVALID</c>.</exception>
    public static string CheckRepository(string name) => ImageReference.IsRepository(name)
        ? name
        : throw new RegistryException(
            StatusCodes.Status400BadRequest, "NAME_INVALID",
            $"repository \"{name}\": must be lower-case letters and digits with single separators ., _, __, - or /, at most {ImageReference.MaxRepositoryLength} characters");

    /// <summary>Reads a digest.</summary>
    /// <exception cref="RegistryException"><c>DIGEST_INVALID</c>.</exception>
    public static Digest ParseDigest(string? text) => Digest.TryParse(text, out var digest)
        ? digest
        : throw new RegistryException(StatusCodes.Status400BadRequest, "DIGEST_INVALID", $"digest \"{text}\": must be {Digest.Rule}");
}
