using System.Buffers;

namespace EdgeOrch.Agent.Supervision.Logs;

/// <summary>Finds the place from which so many lines follow.</summary>
internal static class LogTail
{
    private const int ChunkBytes = 64 * 1024;

    /// <summary>The place <paramref name="lines"/> lines before the end, or the oldest line's when there are fewer.</summary>
    public static LogCursor Find(string folder, int lines)
    {
        var generations = LogLayout.RotatedGenerations(folder);
        using var current = LogFiles.OpenFrom(folder, long.MaxValue);
        var cursor = current is null ? new LogCursor(0, 0) : Back(current, ref lines);
        for (var i = generations.Count - 1; i >= 0 && lines > 0; i--)
        {
            using var file = LogFiles.OpenFrom(folder, generations[i]);

            // Already counted as the current one, or rotated away under us.
            if (file is null || file.Generation != generations[i] || (current is not null && file.Generation >= current.Generation)) continue;
            cursor = Back(file, ref lines);
        }

        return cursor;
    }

    /// <summary>Goes back from the end of a file; counts down what it found.</summary>
    private static LogCursor Back(LogFiles.LogFile file, ref int lines)
    {
        var end = RandomAccess.GetLength(file.Handle);
        if (lines == 0) return new LogCursor(file.Generation, end);
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            // The last line's own end does not begin a further line.
            for (var position = end - 1; position > file.HeaderBytes;)
            {
                var from = Math.Max(file.HeaderBytes - 1, position - buffer.Length);
                var chunk = buffer.AsSpan(0, (int)(position - from));
                var got = RandomAccess.Read(file.Handle, chunk, from);
                chunk = chunk[..got];
                for (var at = chunk.LastIndexOf((byte)'\n'); at >= 0; at = chunk[..at].LastIndexOf((byte)'\n'))
                    if (--lines == 0) return new LogCursor(file.Generation, from + at + 1);
                position = from;
            }

            return new LogCursor(file.Generation, file.HeaderBytes);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
