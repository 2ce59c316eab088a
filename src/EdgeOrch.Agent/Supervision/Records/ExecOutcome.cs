using System.Text.Json.Serialization;

namespace EdgeOrch.Agent.Supervision.Records;

/// <summary>How a command inside a container went.</summary>
/// <param name="ExitCode">Its exit code, 128 plus the signal that ended it, or null when it was killed at its timeout.</param>
/// <param name="Output">The first bytes of stdout and stderr together, as UTF-8 with replacement characters.</param>
/// <param name="Truncated">True when there was more output.</param>
internal sealed record ExecOutcome([property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] int? ExitCode, string Output, bool Truncated)
{
    /// <summary>True when it was killed at its timeout.</summary>
    public bool TimedOut => ExitCode is null;
}
