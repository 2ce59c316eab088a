using System.Text.RegularExpressions;

namespace EdgeOrch.Cli.Images;

/// <summary>Where an image goes: <c>REPOSITORY[:TAG]</c>, by the rules of OCI distribution-spec v1.1, "Pulling manifests".</summary>
internal sealed partial record ImageReference(string Repository, string Tag)
{
    public const string Rule = "REPOSITORY[:TAG], lower case, such as sensors/reader:1.2";

    public static bool TryParse(string text, out ImageReference reference)
    {
        var match = Pattern().Match(text);
        reference = new ImageReference(match.Groups["repository"].Value, match.Groups["tag"] is { Success: true, Value: var tag } ? tag : "latest");
        return match.Success && reference.Repository.Length <= 255;
    }

    public override string ToString() => $"{Repository}:{Tag}";

    [GeneratedRegex(@"\A(?<repository>[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*)(:(?<tag>[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}))?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
