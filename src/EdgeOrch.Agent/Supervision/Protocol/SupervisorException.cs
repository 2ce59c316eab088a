namespace EdgeOrch.Agent.Supervision.Protocol;

/// <summary>A request to the supervisor failed.</summary>
internal sealed class SupervisorException : Exception
{
    /// <summary>A failure of the given kind.</summary>
    public SupervisorException(SupervisorErrorKind kind, string message, Exception? cause = null) : base(message, cause) => Kind = kind;

    /// <summary>What kind of failure.</summary>
    public SupervisorErrorKind Kind { get; }
}
