namespace EdgeOrch.Agent.Workloads;

/// <summary>One way to ask a container how it is.</summary>
internal interface IHealthProbe
{
    /// <summary>Asks once.</summary>
    /// <returns>Null when it is well; otherwise what was wrong, one line.</returns>
    Task<string?> CheckAsync(CancellationToken cancellation);
}
