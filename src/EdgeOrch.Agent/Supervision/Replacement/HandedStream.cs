namespace EdgeOrch.Agent.Supervision.Replacement;

/// <summary>A stream that is read.</summary>
/// <param name="Fd">The descriptor; what it holds unread stays in it. -1 when it was read to its end.</param>
/// <param name="Partial">The beginning of a line whose end has not come yet.</param>
internal sealed record HandedStream(int Fd, byte[] Partial);
