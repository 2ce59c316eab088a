namespace EdgeOrch.Contracts.Messages;

/// <summary>Online, sent at each connect; offline, the session's will or the last word before a clean disconnect.</summary>
/// <param name="State">Which of the two.</param>
/// <param name="AppliedGeneration">The generation that the device has applied.</param>
public sealed record LinkMessage(LinkState State, long AppliedGeneration);
