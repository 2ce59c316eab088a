using CsCheck;
using EdgeOrch.Cli.Output;

namespace EdgeOrch.Cli.Tests.Output;

public sealed class UnifiedDiffTests
{
    [Fact]
    public void Write_TwoDistantChanges_AreTwoHunks()
    {
        var before = string.Join('\n', Enumerable.Range(1, 20)) + "\n";
        var after = before.Replace("\n3\n", "\n3\nnew\n", StringComparison.Ordinal).Replace("\n18\n", "\n", StringComparison.Ordinal);
        Assert.Equal(
            """
            --- old
            +++ new
            @@ -1,6 +1,7 @@
             1
             2
             3
            +new
             4
             5
             6
            @@ -15,6 +16,5 @@
             15
             16
             17
            -18
             19
             20

            """,
            Diff(before, after));
    }

    [Fact]
    public void Write_SameText_IsEmpty() => Assert.Equal("", Diff("a\nb", "a\r\nb\n"));

    [Fact]
    public void Write_NoTextBefore_AddsEverything() => Assert.Equal("--- old\n+++ new\n@@ -0,0 +1 @@\n+a\n", Diff(null, "a\n"));

    [Fact]
    public void Between_AnyTexts_EditsLeadFromOneToTheOther()
    {
        var lines = Gen.Int[0, 3].Select(n => "abcd"[n..(n + 1)]).Array[0, 30];
        Gen.Select(lines, lines, Gen.Int[0, 80]).Sample((before, after, limit) =>
        {
            var edits = LineEdits.Between(before, after, limit);
            Assert.Equal(before, edits.Where(e => e.Kind != '+').Select(e => e.Text));
            Assert.Equal(after, edits.Where(e => e.Kind != '-').Select(e => e.Text));
        });
    }

    private static string Diff(string? before, string after)
    {
        using var output = new StringWriter();
        UnifiedDiff.Write(output, "old", "new", before, after);
        return output.ToString();
    }
}
