using EdgeOrch.Contracts.Desired;

namespace EdgeOrch.Agent.Link;

/// <summary>What became of a desired state that was delivered.</summary>
internal abstract record DesiredVerdict
{
    private DesiredVerdict()
    {
    }

    /// <summary>It is newer, verified, and durable on this device.</summary>
    internal sealed record Accepted(DesiredState State) : DesiredVerdict;

    /// <summary>It is the one accepted before, delivered again.</summary>
    internal sealed record Repeated : DesiredVerdict;

    /// <summary>It was refused and changed nothing.</summary>
    /// <param name="Reason">Stable kebab-case word.</param>
    /// <param name="Message">One line for a person.</param>
    internal sealed record Refused(string Reason, string Message) : DesiredVerdict;
}
