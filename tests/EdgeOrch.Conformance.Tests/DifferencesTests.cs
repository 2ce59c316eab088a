using System.Reflection;
using EdgeOrch.Conformance.Tests.Running;
using EdgeOrch.Testing;

namespace EdgeOrch.Conformance.Tests;

/// <summary>The list of known differences is true, and its readers see the same one.</summary>
public sealed class DifferencesTests
{
    private const string Begin = "<!-- written by DifferencesTests with EDGEORCH_WRITE_GOLDEN=1 -->\n";
    private static readonly string s_page = Repository.Path("docs", "conformance.md");

    [Fact]
    public void All_NameATestThatIsThere()
    {
        var tests = typeof(DifferencesTests).Assembly.GetTypes().SelectMany(type => type.GetMethods().Where(method => method.GetCustomAttributes().Any(a => a is RuntimeFactAttribute or RuntimeTheoryAttribute)).Select(method => $"{type.Name}.{method.Name}"));
        Assert.Empty(Differences.All.Select(difference => difference.Test).Except(tests));
    }

    [Fact]
    public void All_AreInTheDocumentation()
    {
        var text = File.ReadAllText(s_page);
        var upTo = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        if (Environment.GetEnvironmentVariable("EDGEORCH_WRITE_GOLDEN") == "1") File.WriteAllText(s_page, text[..upTo] + Tables());
        Assert.Equal(Tables(), File.ReadAllText(s_page)[upTo..]);
    }

    private static string Tables() => string.Concat(Differences.All.GroupBy(difference => difference.Runtime).Select(Table));

    private static string Table(IGrouping<string, Difference> runtime) =>
        $"\n### {runtime.Key}\n\n| test | case | what it does in place of it |\n|---|---|---|\n"
        + string.Concat(runtime.Select(d => $"| {d.Test} | {(d.Case is null ? "" : $"`{d.Case.Replace("\\\"", "\"", StringComparison.Ordinal)}`")} | {d.Reason} |\n"));
}
