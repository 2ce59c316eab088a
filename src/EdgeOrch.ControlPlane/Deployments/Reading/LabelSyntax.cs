using System.Text.RegularExpressions;
using EdgeOrch.Contracts;

namespace EdgeOrch.ControlPlane.Deployments.Reading;

/// <summary>The syntax of labels, as in Kubernetes ("Labels and Selectors", "Syntax and character set").</summary>
internal static partial class LabelSyntax
{
    public const string KeyRule = "[prefix/]name, the name 1 to 63 letters, digits, '-', '_' or '.', the prefix a DNS name of at most 253";
    public const string ValueRule = "at most 63 letters, digits, '-', '_' or '.', beginning and ending with a letter or digit";

    public static bool IsKey(string key)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        var prefixed = slash < 0 || (slash is > 0 and <= 253 && Prefix().IsMatch(key.AsSpan(0, slash)));
        return prefixed && key.Length - slash - 1 <= 63 && Name().IsMatch(key.AsSpan(slash + 1));
    }

    public static bool IsValue(string value) => value.Length == 0 || (value.Length <= 63 && Name().IsMatch(value));

    /// <summary>Reports a key or value that breaks the rule.</summary>
    public static void Check(string key, string value, string path, ProblemList problems, int? line)
    {
        CheckKey(key, path, problems, line);
        CheckValue(value, path, problems, line);
    }

    /// <summary>Everything wrong with labels that come as JSON; empty when nothing is.</summary>
    public static IReadOnlyList<Problem> Check(IReadOnlyDictionary<string, string>? labels, string path)
    {
        var problems = new ProblemList();
        if (labels is null) problems.Add("missing-field", path, "must be an object of labels, which may be empty", null);
        if (labels?.Count > Limits.Labels) problems.Add("too-many", path, $"has {labels.Count} labels: may have {Limits.Labels} at most", null);
        foreach (var (key, value) in labels ?? new Dictionary<string, string>())
        {
            if (value is null) problems.Add("wrong-type", $"{path}.{Shown.Cut(key)}", "must be a text, not null", null);
            else Check(key, value, $"{path}.{Shown.Cut(key)}", problems, null);
        }
        return problems.ToOrderedList();
    }

    public static void CheckKey(string key, string path, ProblemList problems, int? line)
    {
        if (!IsKey(key)) problems.Add("bad-label", path, $"label key {Shown.Quote(key)}: must be {KeyRule}", line);
    }

    public static void CheckValue(string value, string path, ProblemList problems, int? line)
    {
        if (!IsValue(value)) problems.Add("bad-label", path, $"label value {Shown.Quote(value)}: must be {ValueRule}", line);
    }

    [GeneratedRegex(@"\A[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\z")]
    private static partial Regex Prefix();
}
