namespace EdgeOrch.Conformance.Tests.Running;

/// <summary>What one call of the runtime came to.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">What it, and the container it ran, wrote to stdout.</param>
/// <param name="Error">What they wrote to stderr.</param>
internal sealed record Call(int ExitCode, string Output, string Error);
