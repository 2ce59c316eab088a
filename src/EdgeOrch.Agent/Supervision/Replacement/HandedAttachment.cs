namespace EdgeOrch.Agent.Supervision.Replacement;

/// <summary>A client's copy of a container's output in a <see cref="Handover"/>.</summary>
/// <param name="Stdout">The pipe for the first stream; its number tells the attachment from others.</param>
/// <param name="Stderr">The pipe for the second.</param>
internal sealed record HandedAttachment(int Stdout, int Stderr);
