namespace EdgeOrch.Cli.Output;

/// <summary>Aligns columns with spaces, as kubectl does: one item a line, never wrapped or cut, so that awk and grep can read it.</summary>
internal static class TableText
{
    private const int Gap = 3;

    public static void Write<T>(TextWriter output, IEnumerable<T> items, IEnumerable<Column<T>> columns, bool wide)
    {
        var shown = columns.Where(c => wide || !c.Wide).ToList();
        var rows = items.Select(item => shown.Select(c => Cell(c.Cell(item))).ToList()).Prepend([.. shown.Select(c => c.Header)]).ToList();
        Write(output, rows);
    }

    public static void Write(TextWriter output, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        if (rows.Count == 0) return;
        var widths = Enumerable.Range(0, rows[0].Count).Select(i => rows.Max(r => r[i].Length) + Gap).ToList();
        foreach (var row in rows) output.WriteLine(string.Concat(row.Select((cell, i) => i == row.Count - 1 ? cell : cell.PadRight(widths[i]))));
    }

    /// <summary>The text on one line, without what could steer a terminal: much of it was written by devices.</summary>
    public static string Cell(string text) => text.Length == 0 ? "-" : Safe(text);

    public static string Safe(string text) => text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)) : text;
}
