namespace EdgeOrch.Contracts;

/// <summary>Finds the word that a misspelt one was meant to be.</summary>
public static class Spelling
{
    private const int LongestWord = 64;

    /// <summary><c>; did you mean "x"?</c>, or the words there are when none is near: the end of a message about an unknown word.</summary>
    /// <param name="word">The unknown word.</param>
    /// <param name="words">The known ones.</param>
    public static string Hint(string word, IEnumerable<string> words)
    {
        ArgumentNullException.ThrowIfNull(word);
        ArgumentNullException.ThrowIfNull(words);
        var all = words.Order(StringComparer.Ordinal).ToArray();
        if (word.Length <= LongestWord)
        {
            var nearest = all.Select(other => (Word: other, Distance: Distance(word, other))).OrderBy(pair => pair.Distance).FirstOrDefault();
            if (nearest.Word is not null && nearest.Distance <= Math.Max(2, word.Length / 3)) return $"; did you mean \"{nearest.Word}\"?";
        }
        return all.Length == 0 ? "" : $"; known are {string.Join(", ", all)}";
    }

    // Levenshtein's distance, upper and lower case being the same, since camelCase is what people get wrong most.
    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var same = char.ToLowerInvariant(left[i - 1]) == char.ToLowerInvariant(right[j - 1]);
                var cost = Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + (same ? 0 : 1));
                (diagonal, row[j]) = (row[j], cost);
            }
        }
        return row[right.Length];
    }
}
