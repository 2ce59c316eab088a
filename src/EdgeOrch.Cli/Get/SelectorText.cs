using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.Cli.Get;

/// <summary>Writes a selector the way <c>-l</c> reads it.</summary>
internal static class SelectorText
{
    public static string Of(LabelSelector selector)
    {
        var labels = selector.MatchLabels.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}={l.Value}");
        var text = string.Join(',', labels.Concat(selector.MatchExpressions.Select(Of)));
        return text.Length == 0 ? "<all>" : text;
    }

    private static string Of(LabelRequirement requirement) => requirement.Operator switch
    {
        LabelOperator.In => $"{requirement.Key} in ({string.Join(',', requirement.Values)})",
        LabelOperator.NotIn => $"{requirement.Key} notin ({string.Join(',', requirement.Values)})",
        LabelOperator.Exists => requirement.Key,
        _ => $"!{requirement.Key}",
    };
}
