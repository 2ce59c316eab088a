using System.Buffers;
using System.Globalization;
using System.Text;
using EdgeOrch.Contracts.Messages;

namespace EdgeOrch.Agent.Supervision.Logs;

/// <summary>Reads one container's log for the agent, while the supervisor writes and rotates it.</summary>
/// <param name="folder">The container's log folder.</param>
/// <param name="time">For <see cref="FollowAsync"/>.</param>
internal sealed class LogReader(string folder, TimeProvider time)
{
    /// <summary>The most lines that a tail gives.</summary>
    public const int MaxTail = 10_000;

    private const int ChunkBytes = 64 * 1024;

    // What the lines may take on the wire, so that a result fits into one message even when its text must be escaped.
    private const int MaxWireBytes = 256 * 1024;
    private static readonly TimeSpan s_pollInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>The folder of a container's log within the supervisor's state directory.</summary>
    /// <param name="stateDirectory"><see cref="SupervisorOptions.StateDirectory"/>.</param>
    /// <param name="id">The container's id, as the supervisor accepted it.</param>
    public static string FolderOf(string stateDirectory, string id) => Path.Join(stateDirectory, id, "log");

    /// <summary>Reads lines that are there now.</summary>
    /// <param name="cursor">Where to go on; null starts <paramref name="tail"/> lines before the end. Lines that were rotated away are skipped.</param>
    /// <param name="tail">0 to <see cref="MaxTail"/>; not used with a cursor.</param>
    /// <exception cref="FormatException">The cursor is none of ours.</exception>
    public LogReadResult Read(string? cursor, int tail)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tail);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tail, MaxTail);
        LogCursor start;
        if (cursor is null) start = LogTail.Find(folder, tail);
        else if (!LogCursor.TryParse(cursor, out start)) throw new FormatException($"log cursor \"{cursor}\" is not of the form generation:offset");

        var lines = new List<LogLine>();
        var budget = MaxWireBytes;
        while (true)
        {
            using var file = LogFiles.OpenFrom(folder, start.Generation);
            if (file is null) return new LogReadResult(lines, start.ToString(), More: false);
            if (file.Generation != start.Generation) start = new LogCursor(file.Generation, file.HeaderBytes);
            var offset = Math.Max(start.Offset, file.HeaderBytes);
            var exhausted = ReadLines(file, ref offset, lines, ref budget);
            start = new LogCursor(file.Generation, offset);
            if (!exhausted) return new LogReadResult(lines, start.ToString(), More: true);

            // At the end of a file that is no longer the current one, the next generation follows.
            using var next = LogFiles.OpenFrom(folder, file.Generation + 1);
            if (next is null || next.Generation <= file.Generation) return new LogReadResult(lines, start.ToString(), More: false);

            // It may have grown between our last read and its rotation.
            exhausted = ReadLines(file, ref offset, lines, ref budget);
            start = exhausted ? new LogCursor(next.Generation, next.HeaderBytes) : new LogCursor(file.Generation, offset);
            if (!exhausted) return new LogReadResult(lines, start.ToString(), More: true);
        }
    }

    /// <summary>As <see cref="Read"/>, but waits for a first line.</summary>
    /// <param name="cursor">Where to go on, or null.</param>
    /// <param name="tail">Not used with a cursor.</param>
    /// <param name="wait">How long to wait; then the result has no lines.</param>
    /// <param name="cancellation">Ends the waiting with an exception.</param>
    /// <exception cref="FormatException">The cursor is none of ours.</exception>
    public async Task<LogReadResult> FollowAsync(string? cursor, int tail, TimeSpan wait, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var result = Read(cursor, tail);
            var left = wait - time.GetElapsedTime(began);
            if (result.Lines.Count > 0 || left <= TimeSpan.Zero) return result;
            cursor = result.Cursor;
            await Task.Delay(left < s_pollInterval ? left : s_pollInterval, time, cancellation);
        }
    }

    /// <summary>Reads whole lines from an offset; true at the end of the file, false when the budget is spent.</summary>
    private static bool ReadLines(LogFiles.LogFile file, ref long offset, List<LogLine> lines, ref int budget)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            while (true)
            {
                var got = RandomAccess.Read(file.Handle, buffer, offset);
                var chunk = buffer.AsSpan(0, got);
                var end = chunk.IndexOf((byte)'\n');
                if (end < 0)
                {
                    // Our lines are shorter than the buffer: this is the end, or damage to step over.
                    if (got < buffer.Length) return true;
                    offset += got;
                    continue;
                }

                for (; end >= 0; end = chunk.IndexOf((byte)'\n'))
                {
                    if (Parse(chunk[..end]) is { } line)
                    {
                        budget -= WireBytes(chunk[..end]);
                        if (budget < 0 && lines.Count > 0) return false;
                        lines.Add(line);
                    }

                    offset += end + 1;
                    chunk = chunk[(end + 1)..];
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The line, or null when it is damaged or a header.</summary>
    private static LogLine? Parse(ReadOnlySpan<byte> bytes)
    {
        const int TagBytes = 8;
        var space = bytes.IndexOf((byte)' ');
        if (space < 0 || bytes.Length < space + TagBytes) return null;
        var tag = bytes.Slice(space, TagBytes);
        LogStream? stream = tag.SequenceEqual(" stdout "u8) ? LogStream.Stdout : tag.SequenceEqual(" stderr "u8) ? LogStream.Stderr : null;
        if (stream is null) return null;
        if (!DateTimeOffset.TryParse(Encoding.ASCII.GetString(bytes[..space]), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)) return null;
        return new LogLine(at, stream.Value, Encoding.UTF8.GetString(bytes[(space + TagBytes)..]));
    }

    /// <summary>At most so many bytes of JSON: a byte that is not plain ASCII may become <c>\uXXXX</c>.</summary>
    private static int WireBytes(ReadOnlySpan<byte> line)
    {
        var bytes = line.Length + 48;
        foreach (var b in line)
            if (b is < 0x20 or > 0x7e or (byte)'"' or (byte)'\\' or (byte)'&' or (byte)'<' or (byte)'>' or (byte)'+' or (byte)'\'' or (byte)'`') bytes += 5;
        return bytes;
    }
}
