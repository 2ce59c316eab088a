using System.Text.RegularExpressions;

namespace EdgeOrch.ControlPlane.Deployments.Reading;

/// <summary>A scalar: its text, and what the text is when it is not in quotes.</summary>
internal sealed partial record ScalarNode(int Line, string Text, bool Quoted) : ManifestNode(Line)
{
    public ScalarKind Kind { get; } = Quoted ? ScalarKind.Text : Resolve(Text);

    public override string Noun => Kind switch
    {
        ScalarKind.Null => "null",
        ScalarKind.Flag => $"the boolean {Text}",
        ScalarKind.Integer or ScalarKind.Fraction => $"the number {Shown.Cut(Text)}",
        _ => $"the text {Shown.Quote(Text)}",
    };

    private static ScalarKind Resolve(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => ScalarKind.Null,
        "true" or "True" or "TRUE" or "false" or "False" or "FALSE" => ScalarKind.Flag,
        _ when Integer().IsMatch(text) => ScalarKind.Integer,
        _ when Fraction().IsMatch(text) => ScalarKind.Fraction,
        _ => ScalarKind.Text,
    };

    [GeneratedRegex(@"\A([-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)\z")]
    private static partial Regex Integer();

    [GeneratedRegex(@"\A([-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))\z")]
    private static partial Regex Fraction();
}
