using System.Text.RegularExpressions;

namespace EdgeOrch.Contracts;

/// <summary>The rule for names that operators choose (deployments, containers, devices, volumes): a DNS label, RFC 1123 §2.1.</summary>
public static partial class ResourceName
{
    /// <summary>Longest name, in characters.</summary>
    public const int MaxLength = 63;

    /// <summary>The rule in words, for error messages.</summary>
    public const string Rule = "1 to 63 lower-case letters, digits and '-', beginning and ending with a letter or digit";

    /// <summary>Whether <paramref name="name"/> follows <see cref="Rule"/>.</summary>
    public static bool IsValid(string? name) => name is not null && name.Length <= MaxLength && Pattern().IsMatch(name);

    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9-]*[a-z0-9])?\z")]
    private static partial Regex Pattern();
}
