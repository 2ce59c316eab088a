using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace EdgeOrch.Agent.Supervision.Logs;

/// <summary>A place in a container's log: the generation of a file and an offset in it. Written <c>17:4096</c>.</summary>
/// <param name="Generation">Which file; 0 is before the first.</param>
/// <param name="Offset">Bytes from its beginning.</param>
internal readonly record struct LogCursor(long Generation, long Offset)
{
    /// <summary>Reads what <see cref="ToString"/> wrote; false for anything else.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out LogCursor cursor)
    {
        cursor = default;
        if (text?.Split(':') is not [var generation, var offset]) return false;
        if (!long.TryParse(generation, NumberStyles.None, CultureInfo.InvariantCulture, out var g)) return false;
        if (!long.TryParse(offset, NumberStyles.None, CultureInfo.InvariantCulture, out var o)) return false;
        cursor = new LogCursor(g, o);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Generation}:{Offset}");
}
