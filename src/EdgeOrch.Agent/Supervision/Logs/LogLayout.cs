using System.Globalization;

namespace EdgeOrch.Agent.Supervision.Logs;

/// <summary>
/// Names and limits of a container's log folder. <c>current.log</c> grows; once full it becomes <c>{generation}.log</c>. The first
/// line of each file, <c># generation N</c>, says which one it is, so that a reader who holds it open knows it for certain.
/// Every other line is an RFC 3339 time, the stream, and the text, separated by one space.
/// </summary>
internal static class LogLayout
{
    /// <summary>The file that grows.</summary>
    public const string Current = "current.log";

    /// <summary>The longest text of one line, in bytes; what is longer becomes several lines.</summary>
    public const int MaxTextBytes = 16 * 1024;

    /// <summary>What stands before the generation in a file's first line.</summary>
    public const string Header = "# generation ";

    /// <summary>Room for the time, the stream and the line's end.</summary>
    public const int PrefixBytes = 64;

    /// <summary>Name of a full file.</summary>
    public static string Rotated(long generation) => generation.ToString("D10", CultureInfo.InvariantCulture) + ".log";

    /// <summary>Generations of the full files, oldest first; empty when there is no folder.</summary>
    public static List<long> RotatedGenerations(string folder)
    {
        var found = new List<long>();
        if (!Directory.Exists(folder)) return found;
        foreach (var path in Directory.EnumerateFiles(folder, "*.log"))
            if (long.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out var generation)) found.Add(generation);
        found.Sort();
        return found;
    }

    /// <summary>The generation that an open file's first line states, or null when it has none; and how long that line is.</summary>
    public static (long Generation, int Length)? ReadHeader(FileStream file)
    {
        Span<byte> start = stackalloc byte[PrefixBytes];
        var got = RandomAccess.Read(file.SafeFileHandle, start, 0);
        var end = start[..got].IndexOf((byte)'\n');
        if (end < 0) return null;
        var line = System.Text.Encoding.ASCII.GetString(start[..end]);
        return line.StartsWith(Header, StringComparison.Ordinal)
            && long.TryParse(line.AsSpan(Header.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var generation)
            ? (generation, end + 1)
            : null;
    }
}
