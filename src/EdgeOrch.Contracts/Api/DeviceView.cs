using EdgeOrch.Contracts.Messages;
using EdgeOrch.Contracts.Reported;

namespace EdgeOrch.Contracts.Api;

/// <summary>A device as the API shows it.</summary>
public sealed record DeviceView
{
    /// <summary>Its id.</summary>
    public required DeviceId Id { get; init; }

    /// <summary>Its labels.</summary>
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>When it was enrolled.</summary>
    public required DateTimeOffset EnrolledAt { get; init; }

    /// <summary>Whether it is connected.</summary>
    public required LinkState Link { get; init; }

    /// <summary>Since when, by the control plane's clock; null when it never connected since the control plane knows it.</summary>
    public DateTimeOffset? LinkSince { get; init; }

    /// <summary>The generation of its desired state.</summary>
    public required long DesiredGeneration { get; init; }

    /// <summary>The generation that it says is applied.</summary>
    public required long AppliedGeneration { get; init; }

    /// <summary>What it is.</summary>
    public required DeviceFacts Facts { get; init; }

    /// <summary>When it last reported; null before the first report.</summary>
    public DateTimeOffset? ReportedAt { get; init; }

    /// <summary>Its workloads.</summary>
    public required IReadOnlyList<WorkloadView> Workloads { get; init; }

    /// <summary>What is wrong with it as a whole.</summary>
    public required IReadOnlyList<Condition> Conditions { get; init; }
}
