using System.Text.Json;
using EdgeOrch.Agent.Reconciliation;
using EdgeOrch.Agent.Storage;
using EdgeOrch.Agent.Workloads;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Reported;

namespace EdgeOrch.Agent.Running;

/// <summary>Builds the reported state, keeps it for <c>edgeorchd status</c>, and notices when a generation is applied.</summary>
internal sealed class StateReport(
    DeviceId device, Reconciler reconciler, HealthBoard health, DeviceConditions conditions, DataFolder data, TimeProvider time)
{
    private const string Condition = "StateKept";
    private readonly string _bootId = FactsReader.BootId;
    private long _applied;

    /// <summary>Raised when another generation is completely applied.</summary>
    public event Action<long>? Applied;

    /// <summary>The generation that is completely applied; 0 before the first.</summary>
    public long AppliedGeneration => Interlocked.Read(ref _applied);

    /// <summary>The last report that an agent made on this device; null when there is none that can be read.</summary>
    public static ReportedState? Load(DataFolder data)
    {
        try
        {
            return AtomicFile.Read(data.Reported, 4L * Limits.MessageBytes) is { } content
                ? JsonSerializer.Deserialize(content, WireJson.Default.ReportedState)
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>The state now.</summary>
    public ReportedState Build(long sequence)
    {
        var desired = reconciler.Desired;
        var statuses = reconciler.Statuses;
        if (desired is not null && desired.Generation != AppliedGeneration && IsApplied(desired, statuses))
        {
            Interlocked.Exchange(ref _applied, desired.Generation);
            Applied?.Invoke(desired.Generation);
        }

        var state = new ReportedState
        {
            Device = device,
            Sequence = sequence,
            BootId = _bootId,
            At = time.GetUtcNow(),
            ObservedGeneration = desired?.Generation ?? 0,
            AppliedGeneration = AppliedGeneration,
            Facts = FactsReader.Read(data.Images),
            Workloads = [.. statuses.Select(s => WorkloadReport.Of(s, health.Of(s.Id)))],
        };
        return Keep(state);
    }

    // The copy is for a person at the device; that it cannot be written is a thing to report, not a reason to report nothing.
    private ReportedState Keep(ReportedState state)
    {
        try
        {
            var kept = state with { Conditions = [.. conditions.All.Where(c => c.Type != Condition)] };
            AtomicFile.Write(data.Reported, JsonSerializer.SerializeToUtf8Bytes(kept, WireJson.Default.ReportedState));
            conditions.Mend(Condition);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            conditions.Break(Condition, "state-not-kept", $"the device's state cannot be written to disk: {e.Message}");
        }

        return state with { Conditions = conditions.All };
    }

    // Each status must already be about this very wish: a loop may not have heard of it yet.
    private bool IsApplied(Contracts.Desired.DesiredState desired, IReadOnlyList<WorkloadStatus> statuses)
    {
        var byId = statuses.ToDictionary(s => s.Id);
        return statuses.All(s => WorkloadReport.IsApplied(s, health.Of(s.Id)))
            && desired.Workloads.All(w => byId.TryGetValue(w.Id, out var status) && ReferenceEquals(status.Desired, w));
    }
}
