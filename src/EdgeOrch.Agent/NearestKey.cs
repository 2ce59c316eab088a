namespace EdgeOrch.Agent;

/// <summary>Finds the known key that a mistyped one is most likely meant to be.</summary>
internal static class NearestKey
{
    /// <summary>The key with the fewest letters inserted, left out or changed; the first of several.</summary>
    /// <param name="written">The key that is not known.</param>
    /// <param name="known">The known ones, at least one.</param>
    public static string To(string written, IEnumerable<string> known) => known.MinBy(key => Distance(written.ToUpperInvariant(), key.ToUpperInvariant()))!;

    // Levenshtein's distance, one row at a time.
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var (diagonal, left) = (row[0], i);
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = left = Math.Min(changed, Math.Min(row[j], left) + 1);
            }
        }

        return row[b.Length];
    }
}
