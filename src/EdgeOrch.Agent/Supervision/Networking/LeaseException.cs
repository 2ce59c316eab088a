namespace EdgeOrch.Agent.Supervision.Networking;

/// <summary>The bridge has no place for a container as it is wished.</summary>
/// <param name="message">What is wanted, and who has it.</param>
/// <param name="isPort">Whether it is a port.</param>
internal sealed class LeaseException(string message, bool isPort) : Exception(message)
{
    /// <summary>Whether it is a port that another workload has; else no address is free.</summary>
    public bool IsPort => isPort;
}
