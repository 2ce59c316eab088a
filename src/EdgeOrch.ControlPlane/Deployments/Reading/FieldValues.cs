using System.Globalization;
using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.ControlPlane.Deployments.Reading;

/// <summary>Reads fields of simple types. What is wrong becomes a problem, and the field is as if it were absent.</summary>
internal static class FieldValues
{
    public static string? Text(this Fields fields, string name) => AsText(fields.Take(name), fields.PathOf(name), fields.Problems);

    /// <summary>A text that must be there; empty, with a problem, when it is not.</summary>
    public static string RequiredText(this Fields fields, string name) =>
        AsText(fields.TakeRequired(name), fields.PathOf(name), fields.Problems) ?? "";

    public static bool Flag(this Fields fields, string name)
    {
        switch (fields.Take(name))
        {
            case null:
                return false;
            case ScalarNode { Kind: ScalarKind.Flag } flag:
                return flag.Text[0] is 't' or 'T';
            case var other:
                fields.Report("wrong-type", name, $"must be true or false, not {other.Noun}", other.Line);
                return false;
        }
    }

    public static int? Integer(this Fields fields, string name, int least, int most) =>
        AsInteger(fields, name, fields.Take(name), least, most);

    /// <summary>An integer that must be there; null, with a problem, when it is not.</summary>
    public static int? RequiredInteger(this Fields fields, string name, int least, int most) =>
        AsInteger(fields, name, fields.TakeRequired(name), least, most);

    /// <summary>A quantity, written as a number or a text.</summary>
    public static T? Quantity<T>(this Fields fields, string name, TryParse<T> parse, string rule)
        where T : struct
    {
        if (fields.Take(name) is not { } node) return null;
        if (node is ScalarNode { Kind: not ScalarKind.Flag } scalar)
        {
            if (parse(scalar.Text, out var value)) return value;
            fields.Report("bad-quantity", name, $"{Shown.Quote(scalar.Text)} is no quantity: must be {rule}", node.Line);
            return null;
        }
        fields.Report("wrong-type", name, $"must be {rule}, not {node.Noun}", node.Line);
        return null;
    }

    /// <summary>A duration from <paramref name="least"/> to <paramref name="most"/>; null: to the longest that there is.</summary>
    public static Duration Duration(this Fields fields, string name, Duration fallback, TimeSpan least = default, TimeSpan? most = null)
    {
        if (fields.Take(name) is not { } node) return fallback;
        if (node is not ScalarNode { Kind: not ScalarKind.Flag } scalar)
        {
            fields.Report("wrong-type", name, $"must be {Contracts.Manifests.Duration.Rule}, not {node.Noun}", node.Line);
            return fallback;
        }
        if (!Contracts.Manifests.Duration.TryParse(scalar.Text, out var duration))
        {
            fields.Report("bad-duration", name, $"{Shown.Quote(scalar.Text)} is no duration: must be {Contracts.Manifests.Duration.Rule}", node.Line);
            return fallback;
        }
        if (duration.Value >= least && !(duration.Value > most)) return duration;
        var range = most is { } longest ? $"{new Duration(least)} to {new Duration(longest)}" : $"at least {new Duration(least)}";
        fields.Report("out-of-range", name, $"{scalar.Text} is out of range: must be {range}", node.Line);
        return fallback;
    }

    /// <summary>One of an enum's words; null when absent or wrong.</summary>
    public static T? Word<T>(this Fields fields, string name)
        where T : struct, Enum => AsWord<T>(fields, name, fields.Take(name));

    /// <summary>One of an enum's words that must be there; the first word, with a problem, when it is not.</summary>
    public static T RequiredWord<T>(this Fields fields, string name)
        where T : struct, Enum => AsWord<T>(fields, name, fields.TakeRequired(name)) ?? default;

    public static string? AsText(ManifestNode? node, string path, ProblemList problems)
    {
        switch (node)
        {
            case null:
                return null;
            case ScalarNode { Kind: ScalarKind.Text } scalar when !scalar.Text.Contains('\0', StringComparison.Ordinal):
                return scalar.Text;
            case ScalarNode { Kind: ScalarKind.Text } scalar:
                problems.Add("bad-value", path, $"{Shown.Quote(scalar.Text)} holds a NUL character", scalar.Line);
                return null;
            case ScalarNode scalar:
                problems.Add("wrong-type", path, $"must be a text, not {scalar.Noun}; put it in quotes", scalar.Line);
                return null;
            default:
                problems.Add("wrong-type", path, $"must be a text, not {node.Noun}", node.Line);
                return null;
        }
    }

    private static int? AsInteger(Fields fields, string name, ManifestNode? node, int least, int most)
    {
        if (node is null) return null;
        if (node is not ScalarNode { Kind: ScalarKind.Integer } scalar)
        {
            fields.Report("wrong-type", name, $"must be a whole number, not {node.Noun}", node.Line);
            return null;
        }
        if (int.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most) return value;
        fields.Report("out-of-range", name, string.Create(CultureInfo.InvariantCulture, $"{Shown.Cut(scalar.Text)} is out of range: must be {least} to {most}"), node.Line);
        return null;
    }

    private static T? AsWord<T>(Fields fields, string name, ManifestNode? node)
        where T : struct, Enum
    {
        if (node is null) return null;
        var words = EnumWords<T>.All;
        if (node is not ScalarNode { Kind: ScalarKind.Text } scalar)
        {
            fields.Report("wrong-type", name, $"must be one of {string.Join(", ", words.Keys)}, not {node.Noun}", node.Line);
            return null;
        }
        if (words.TryGetValue(scalar.Text, out var value)) return value;
        fields.Report("bad-value", name, $"{Shown.Quote(scalar.Text)} is none of {string.Join(", ", words.Keys)}", node.Line);
        return null;
    }
}
