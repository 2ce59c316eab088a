namespace EdgeOrch.Agent.Supervision.Replacement;

/// <summary>The output of one container in a <see cref="Handover"/>.</summary>
/// <param name="Stdout">Its first stream.</param>
/// <param name="Stderr">Its second.</param>
/// <param name="LostLines">Lines that the disk refused and that the log has not told about yet.</param>
internal sealed record HandedLog(HandedStream Stdout, HandedStream Stderr, long LostLines)
{
    /// <summary>Clients that get a copy of it; null: none.</summary>
    public IReadOnlyList<HandedAttachment>? Attached { get; init; }
}
