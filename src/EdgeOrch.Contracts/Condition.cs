namespace EdgeOrch.Contracts;

/// <summary>Why something is as it is: one cause, and since when.</summary>
/// <param name="Type">What the condition is about, in PascalCase: <c>ImageReady</c>, <c>Running</c>, <c>Scheduled</c>, …</param>
/// <param name="Holds">Whether it holds.</param>
/// <param name="Reason">Stable kebab-case word for the cause, such as <c>no-space</c> or <c>image-platform</c>.</param>
/// <param name="Message">The cause for a person: the object quoted, the value and the rule; one line.</param>
/// <param name="Since">When <paramref name="Holds"/> last changed.</param>
/// <param name="Retryable">Whether the device tries again by itself.</param>
public sealed record Condition(string Type, bool Holds, string Reason, string Message, DateTimeOffset Since, bool Retryable = true);
