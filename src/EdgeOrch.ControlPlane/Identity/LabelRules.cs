using System.Text.RegularExpressions;
using EdgeOrch.Contracts;

namespace EdgeOrch.ControlPlane.Identity;

/// <summary>The rules for labels, as Kubernetes has them ("Labels and Selectors", syntax and character set).</summary>
internal static partial class LabelRules
{
    private const int MaxPrefixLength = 253;

    /// <summary>Everything wrong with labels; empty when nothing is.</summary>
    /// <param name="labels">The labels; null is an error.</param>
    /// <param name="path">Where they are.</param>
    public static IEnumerable<Problem> Check(IReadOnlyDictionary<string, string>? labels, string path)
    {
        if (labels is null)
        {
            yield return new Problem("required", path, "must be an object of labels, which may be empty");
            yield break;
        }

        if (labels.Count > Limits.Labels) yield return new Problem("too-many", path, $"{labels.Count} labels: at most {Limits.Labels}");
        foreach (var (key, value) in labels)
        {
            if (!IsKey(key))
                yield return new Problem("invalid-label", $"{path}[{key}]", $"key \"{key}\": must be [dns-prefix/]name, the name 1 to 63 letters, digits, '-', '_' and '.', beginning and ending with a letter or digit");
            if (value is null || (value.Length > 0 && !Name().IsMatch(value)))
                yield return new Problem("invalid-label", $"{path}[{key}]", $"value \"{value}\": must be at most 63 letters, digits, '-', '_' and '.', beginning and ending with a letter or digit");
        }
    }

    private static bool IsKey(string key)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? Name().IsMatch(key) : slash <= MaxPrefixLength && Prefix().IsMatch(key[..slash]) && Name().IsMatch(key[(slash + 1)..]);
    }

    [GeneratedRegex(@"\A[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\z")]
    private static partial Regex Prefix();
}
