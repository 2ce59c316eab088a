namespace EdgeOrch.Contracts.Messages;

/// <summary>Lines of a workload's log.</summary>
/// <param name="Lines">The lines, oldest first; at most 256 KiB of text.</param>
/// <param name="Cursor">Where the next read goes on.</param>
/// <param name="More">Whether there are further lines now.</param>
public sealed record LogReadResult(IReadOnlyList<LogLine> Lines, string Cursor, bool More);
