namespace EdgeOrch.Contracts;

/// <summary>One thing wrong with an input from outside: a manifest, a profile, options, a REST body or a wire message.</summary>
/// <param name="Code">Stable, kebab-case name of the rule that was broken, such as <c>unknown-field</c>.</param>
/// <param name="Path">Where it is, as in <c>spec.containers[0].image</c>; empty for the document as a whole.</param>
/// <param name="Message">What is wrong, the offending value quoted, and what would be right; lower case, one line.</param>
/// <param name="Line">One-based line in the text that was read; null where the input has no lines.</param>
/// <param name="Severity">Whether the problem stops the input from being applied.</param>
public sealed record Problem(
    string Code, string Path, string Message, int? Line = null, ProblemSeverity Severity = ProblemSeverity.Error)
{
    /// <summary>The problem as one line, for a terminal or a log.</summary>
    public override string ToString()
    {
        var place = Line is { } line ? $"line {line}: " : "";
        return Path.Length == 0 ? $"{place}{Message}" : $"{place}{Path}: {Message}";
    }
}
