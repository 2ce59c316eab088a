namespace EdgeOrch.Contracts.Api;

/// <summary>One immutable revision of a deployment.</summary>
/// <param name="Revision">Its number, from 1.</param>
/// <param name="AppliedAt">When it was applied.</param>
/// <param name="Text">The manifest as it was written.</param>
public sealed record RevisionView(int Revision, DateTimeOffset AppliedAt, string Text);
