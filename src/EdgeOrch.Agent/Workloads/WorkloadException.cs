namespace EdgeOrch.Agent.Workloads;

/// <summary>A workload cannot be as it is wished; becomes its condition.</summary>
internal sealed class WorkloadException(string reason, string message, bool retryable = true, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Stable kebab-case word for the cause.</summary>
    public string Reason { get; } = reason;

    /// <summary>Whether trying again may help without a new desired state.</summary>
    public bool Retryable { get; } = retryable;
}
