namespace EdgeOrch.Cli.Tests.Running;

/// <summary>What one run of edgectl came to.</summary>
internal sealed record Outcome(int Code, string Out, string Error);
