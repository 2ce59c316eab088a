namespace EdgeOrch.Cli.Output;

/// <summary>The difference of two texts as <c>diff -u</c> writes it.</summary>
internal static class UnifiedDiff
{
    private const int Context = 3;

    // 1 MiB of manifest has some 30,000 lines; Myers' walk costs lines × differences, so a rewrite is told from an edit here.
    private const int MaxDifferences = 2000;

    public static void Write(TextWriter output, string oldName, string newName, string? oldText, string newText)
    {
        var before = Lines(oldText ?? "");
        var after = Lines(newText);
        var edits = LineEdits.Between(before, after, MaxDifferences);
        if (edits.All(e => e.Kind == ' ')) return;
        output.WriteLine($"--- {oldName}");
        output.WriteLine($"+++ {newName}");
        foreach (var (start, end) in Hunks(edits)) WriteHunk(output, edits, start, end);
    }

    private static string[] Lines(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        return lines[^1].Length == 0 ? lines[..^1] : lines;
    }

    private static IEnumerable<(int Start, int End)> Hunks(IReadOnlyList<LineEdit> edits)
    {
        int? start = null;
        var end = 0;
        for (var i = 0; i < edits.Count; i++)
        {
            if (edits[i].Kind == ' ') continue;
            if (start is { } open && i - Context > end)
            {
                yield return (open, end);
                start = null;
            }

            start ??= Math.Max(0, i - Context);
            end = Math.Min(edits.Count, i + 1 + Context);
        }

        if (start is { } last) yield return (last, end);
    }

    private static void WriteHunk(TextWriter output, IReadOnlyList<LineEdit> edits, int start, int end)
    {
        var oldBefore = edits.Take(start).Count(e => e.Kind != '+');
        var newBefore = edits.Take(start).Count(e => e.Kind != '-');
        var hunk = edits.Skip(start).Take(end - start).ToList();
        output.WriteLine($"@@ -{Range(oldBefore, hunk.Count(e => e.Kind != '+'))} +{Range(newBefore, hunk.Count(e => e.Kind != '-'))} @@");
        foreach (var edit in hunk) output.WriteLine($"{edit.Kind}{edit.Text}");
    }

    // An empty range names the line before it, as POSIX diff -u does.
    private static string Range(int before, int count) => count == 1 ? $"{before + 1}" : $"{(count == 0 ? before : before + 1)},{count}";
}
