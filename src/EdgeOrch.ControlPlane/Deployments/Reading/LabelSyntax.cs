using System.Text.RegularExpressions;

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
