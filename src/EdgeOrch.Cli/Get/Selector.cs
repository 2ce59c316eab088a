using System.CommandLine;
using System.Text.RegularExpressions;
using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.Cli.Get;

/// <summary>Reads kubectl's <c>-l</c>: <c>k=v</c>, <c>k==v</c>, <c>k!=v</c>, <c>k in (a,b)</c>, <c>k notin (a,b)</c>, <c>k</c>, <c>!k</c>, joined by commas.</summary>
internal static partial class Selector
{
    private const int MaxLength = 4096;

    public static Option<LabelSelector?> Option()
    {
        var option = new Option<LabelSelector?>("--selector", "-l") { Description = "Only those with these labels: k=v, k!=v, 'k in (a,b)', k, !k; comma means and", HelpName = "SELECTOR" };
        option.CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (TryParse(text, out var selector)) return selector;
            result.AddError($"selector \"{text}\": must be requirements such as k=v, k!=v, 'k in (a,b)', 'k notin (a,b)', k or !k, joined by commas");
            return null;
        };
        return option;
    }

    public static bool TryParse(string text, out LabelSelector selector)
    {
        selector = new LabelSelector();
        if (text.Length > MaxLength || !Whole().IsMatch(text)) return false;
        selector = new LabelSelector { MatchExpressions = [.. One().Matches(text).Select(Requirement)] };
        return true;
    }

    private static LabelRequirement Requirement(Match match)
    {
        var key = match.Groups["key"].Value;
        if (match.Groups["not"].Success) return new LabelRequirement { Key = key, Operator = LabelOperator.DoesNotExist };
        if (match.Groups["set"].Success)
        {
            string[] values = [.. match.Groups["set"].Value.Split(',', StringSplitOptions.TrimEntries)];
            return new LabelRequirement { Key = key, Operator = match.Groups["verb"].Value == "in" ? LabelOperator.In : LabelOperator.NotIn, Values = values };
        }

        if (!match.Groups["compare"].Success) return new LabelRequirement { Key = key, Operator = LabelOperator.Exists };
        var equal = match.Groups["compare"].Value != "!=";
        return new LabelRequirement { Key = key, Operator = equal ? LabelOperator.In : LabelOperator.NotIn, Values = [match.Groups["value"].Value] };
    }

    private const string Pattern =
        @"\s*(?:(?<not>!)\s*(?<key>[A-Za-z0-9./_-]+)|(?<key>[A-Za-z0-9./_-]+)(?:\s+(?<verb>in|notin)\s*\((?<set>[A-Za-z0-9., _-]*)\)|\s*(?<compare>==|=|!=)\s*(?<value>[A-Za-z0-9._-]*))?)\s*";

    [GeneratedRegex(@"\A" + Pattern + "(?:," + Pattern + @")*\z")]
    private static partial Regex Whole();

    [GeneratedRegex(@"\G,?" + Pattern)]
    private static partial Regex One();
}
