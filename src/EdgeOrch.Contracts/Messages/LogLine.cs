namespace EdgeOrch.Contracts.Messages;

/// <summary>One line that a workload wrote.</summary>
/// <param name="At">When the supervisor read it, by the device's clock.</param>
/// <param name="Stream">Where the workload wrote it.</param>
/// <param name="Text">The line without its end; longer ones are cut at 16 KiB.</param>
public sealed record LogLine(DateTimeOffset At, LogStream Stream, string Text);
