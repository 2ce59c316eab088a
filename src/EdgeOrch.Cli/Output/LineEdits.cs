namespace EdgeOrch.Cli.Output;

/// <summary>Finds the fewest line edits between two texts: E. Myers, "An O(ND) difference algorithm and its variations" (1986).</summary>
internal static class LineEdits
{
    /// <summary>The edits; above <paramref name="limit"/> differences, everything between the common ends is removed and added again.</summary>
    public static IReadOnlyList<LineEdit> Between(string[] before, string[] after, int limit)
    {
        var head = CommonHead(before, after);
        var tail = CommonTail(before.AsSpan(head), after.AsSpan(head));
        var (a, b) = (before[head..^tail], after[head..^tail]);
        return
        [
            .. before[..head].Select(line => new LineEdit(' ', line)),
            .. Walk(a, b, limit) ?? [.. a.Select(line => new LineEdit('-', line)), .. b.Select(line => new LineEdit('+', line))],
            .. before[^tail..].Select(line => new LineEdit(' ', line)),
        ];
    }

    private static int CommonHead(ReadOnlySpan<string> a, ReadOnlySpan<string> b) => a.CommonPrefixLength(b);

    private static int CommonTail(ReadOnlySpan<string> a, ReadOnlySpan<string> b)
    {
        var tail = 0;
        while (tail < Math.Min(a.Length, b.Length) && a[^(tail + 1)] == b[^(tail + 1)]) tail++;
        return tail;
    }

    private static List<LineEdit>? Walk(string[] a, string[] b, int limit)
    {
        var most = Math.Min(a.Length + b.Length, limit);
        var reach = new int[(2 * most) + 3];
        var origin = most + 1;
        var trace = new List<int[]>();
        for (var d = 0; d <= most; d++)
        {
            // Only the diagonals that step d can have touched are kept.
            trace.Add(reach[(origin - d - 1)..(origin + d + 2)]);
            for (var k = -d; k <= d; k += 2)
            {
                var x = TakesDown(k, d, i => reach[origin + i]) ? reach[origin + k + 1] : reach[origin + k - 1] + 1;
                while (x < a.Length && x - k < b.Length && a[x] == b[x - k]) x++;
                reach[origin + k] = x;
                if (x >= a.Length && x - k >= b.Length) return Back(a, b, trace);
            }
        }

        return null;
    }

    private static bool TakesDown(int k, int d, Func<int, int> reach) => k == -d || (k != d && reach(k - 1) < reach(k + 1));

    private static List<LineEdit> Back(string[] a, string[] b, List<int[]> trace)
    {
        var edits = new List<LineEdit>();
        var (x, y) = (a.Length, b.Length);
        for (var d = trace.Count - 1; d >= 0; d--)
        {
            var reach = trace[d];
            var centre = d + 1;
            var k = x - y;
            var previous = TakesDown(k, d, i => reach[centre + i]) ? k + 1 : k - 1;
            var fromX = d == 0 ? 0 : reach[centre + previous];
            var fromY = d == 0 ? 0 : fromX - previous;
            while (x > fromX && y > fromY)
            {
                edits.Add(new LineEdit(' ', a[--x]));
                y--;
            }

            if (d == 0) break;
            edits.Add(x == fromX ? new LineEdit('+', b[--y]) : new LineEdit('-', a[--x]));
        }

        edits.Reverse();
        return edits;
    }
}
