using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Api;
using EdgeOrch.Contracts.Desired;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.Contracts.Reported;
using EdgeOrch.ControlPlane.Deployments;
using EdgeOrch.ControlPlane.Events;
using EdgeOrch.ControlPlane.Fleet;
using EdgeOrch.ControlPlane.Storage;

namespace EdgeOrch.ControlPlane.Devices;

/// <summary>A device: its record is changed by pure functions, written, and only then told to the device.</summary>
internal sealed class DeviceGrain(
    [PersistentState("device", StorageOptions.GrainStorageName)] IPersistentState<DeviceRecord> state, DesiredPublisher publisher, TimeProvider time, ILogger<DeviceGrain> logger)
    : Grain, IDeviceGrain, IDeviceResumption
{
    private static readonly LinkMessage Offline = new(LinkState.Offline, 0);

    private ReportedState? _reported;
    private DateTimeOffset? _reportedAt;
    private LinkMessage _link = Offline;
    private DateTimeOffset? _linkSince;

    // What is durable; the state of Orleans is ahead of it while it is being written.
    private DeviceRecord Record { get; set; } = new();

    private string Name => this.GetPrimaryKeyString();

    private DeviceId Id => DeviceId.Parse(Name);

    private IFleetIndexGrain Index => GrainFactory.GetGrain<IFleetIndexGrain>(0);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Record = state.State;
        (_reported, _reportedAt) = (Record.Reported, Record.ReportedAt);
        return Task.CompletedTask;
    }

    public async Task<bool> EnrolAsync(DeviceEnrolment enrolment)
    {
        // The same certificate again is the same enrolment, whose answer got lost.
        if (Record.Enrolled) return Record.Certificates.Contains(enrolment.CertificateFingerprint);
        // The index first: a crash in between leaves an entry for no device, which the next start removes.
        await Index.PutDeviceAsync(new IndexedDevice(Name, enrolment.Labels));
        var enrolled = new DeviceRecord
        {
            Enrolled = true,
            EnrolledAt = time.GetUtcNow(),
            Labels = enrolment.Labels,
            Facts = enrolment.Facts,
            Certificates = [enrolment.CertificateFingerprint],
            Generation = Record.Generation,
        };
        (_reported, _reportedAt) = (null, null);
        await CommitAsync(await SelectAsync(enrolled));
        logger.Enrolled(Name);
        return true;
    }

    public Task SetCertificateAsync(string fingerprint)
    {
        RequireEnrolled();
        // Of two, the second is the one in use: the first was never seen, so it is the one to replace.
        return WriteAsync(Record with { Certificates = [fingerprint, Record.Certificates[^1]] });
    }

    public async Task<bool> AcceptsCertificateAsync(string fingerprint)
    {
        if (!Record.Enrolled || !Record.Certificates.Contains(fingerprint)) return false;
        if (Record.Certificates.Count > 1 && Record.Certificates[0] == fingerprint) await WriteAsync(Record with { Certificates = [fingerprint] });
        return true;
    }

    public async Task RemoveAsync()
    {
        if (!Record.Enrolled) return;
        // The record first: from then on the certificate is void.
        await WriteAsync(new DeviceRecord { Generation = Record.Generation });
        (_reported, _reportedAt, _link, _linkSince) = (null, null, Offline, null);
        // The session next: it was let in with that certificate, and must not wait for a write that fails.
        await publisher.ForgetAsync(Id);
        await Index.RemoveDeviceAsync(Name);
        await GrainFactory.GetGrain<IEventLogGrain>(0).ForgetAsync(Name);
        logger.Removed(Name);
    }

    public async Task SetLabelsAsync(LabelsChange change)
    {
        RequireEnrolled();
        var labels = new Dictionary<string, string>(Record.Labels, StringComparer.Ordinal);
        foreach (var (key, value) in change.Labels)
        {
            if (value is null) labels.Remove(key);
            else labels[key] = value;
        }
        // The record first: a start after a crash takes the index from it.
        await WriteAsync(Record with { Labels = labels });
        await Index.PutDeviceAsync(new IndexedDevice(Name, labels));
        await CommitAsync(await SelectAsync(Record));
    }

    public Task<Misfit[]> FindMisfitsAsync(DeploymentAssignment[] assignments) =>
        Task.FromResult<Misfit[]>(Record.Enrolled ? [.. DesiredPlanner.Misfits(Record, assignments)] : []);

    public Task AssignAsync(DeploymentAssignment assignment) =>
        Record.Enrolled ? CommitAsync(DesiredPlanner.Assign(Record, assignment, time.GetUtcNow())) : Task.CompletedTask;

    public Task UnassignAsync(string deployment)
    {
        if (!Record.Enrolled || (!Record.Assignments.ContainsKey(deployment) && !Record.HeldBack.ContainsKey(deployment))) return Task.CompletedTask;
        var now = time.GetUtcNow();
        return CommitAsync(DesiredPlanner.Retry(DesiredPlanner.Unassign(Record, deployment), now));
    }

    public Task PublishDesiredAsync() => Record is { Enrolled: true, Generation: > 0 } ? publisher.PublishAsync(Desired()) : Task.CompletedTask;

    public Task<DesiredState?> GetDesiredAsync() => Task.FromResult(Record.Enrolled ? Desired() : null);

    public Task ReportAsync(ReportedState report)
    {
        if (!Record.Enrolled || report.Device != Id || ReportTransition.IsLate(_reported, report)) return Task.CompletedTask;
        (_reported, _reportedAt) = (report, time.GetUtcNow());
        if (!ReportTransition.IsNew(Record.Reported, report)) return Task.CompletedTask;
        var next = Record with { Reported = report, ReportedAt = _reportedAt, Facts = report.Facts };
        var now = time.GetUtcNow();
        next = DesiredPlanner.Overtake(next, report, now);
        return CommitAsync(DeviceFit.SameSize(Record.Facts!, report.Facts) ? DesiredPlanner.Retry(next, now) : DesiredPlanner.Rejudge(next, now));
    }

    public Task SetLinkAsync(LinkMessage link)
    {
        if (!Record.Enrolled) return Task.CompletedTask;
        if (_linkSince is null || _link.State != link.State) _linkSince = time.GetUtcNow();
        _link = link;
        return Task.CompletedTask;
    }

    public Task<EventsAcknowledged> AddEventsAsync(EventBatch batch)
    {
        RequireEnrolled();
        return GrainFactory.GetGrain<IEventLogGrain>(0).AddAsync(Name, batch);
    }

    public Task<DeviceView?> GetViewAsync() => Task.FromResult(Record.Enrolled ? View() : null);

    public async Task ResumeAsync()
    {
        if (!Record.Enrolled)
        {
            await Index.RemoveDeviceAsync(Name);
            return;
        }
        await Index.PutDeviceAsync(new IndexedDevice(Name, Record.Labels));
        await CommitAsync(await SelectAsync(Record));
    }

    /// <summary>The record with exactly the deployments that its labels select.</summary>
    private async Task<DeviceRecord> SelectAsync(DeviceRecord record)
    {
        var selected = await Index.SelectDeploymentsAsync(new Dictionary<string, string>(record.Labels));
        var gone = record.Assignments.Keys.Concat(record.HeldBack.Keys).Except(selected).ToArray();
        record = gone.Aggregate(record, DesiredPlanner.Unassign);
        foreach (var deployment in selected)
        {
            var assignment = await GrainFactory.GetGrain<IDeploymentGrain>(deployment).GetAssignmentAsync();
            record = assignment is null ? DesiredPlanner.Unassign(record, deployment) : DesiredPlanner.Assign(record, assignment, time.GetUtcNow());
        }
        return record;
    }

    private async Task CommitAsync(DeviceRecord next)
    {
        var before = Record.Generation;
        await WriteAsync(DesiredPlanner.Compile(next, time.GetUtcNow()));
        if (Record.Generation != before) await publisher.PublishAsync(Desired());
    }

    private async Task WriteAsync(DeviceRecord next)
    {
        // The plain assignments of an unchanged deployment make a new record of the same content: not worth a write.
        if (ControlJson.Write(Record).AsSpan().SequenceEqual(ControlJson.Write(next))) return;
        state.State = next;
        await state.WriteStateAsync();
        Record = next;
    }

    private void RequireEnrolled()
    {
        if (!Record.Enrolled) throw new InvalidOperationException($"device \"{Name}\" is not enrolled");
    }

    private DesiredState Desired() => new() { Device = Id, Generation = Record.Generation, IssuedAt = Record.IssuedAt, Workloads = Record.Workloads };

    private DeviceView View() => new()
    {
        Id = Id,
        Labels = Record.Labels,
        EnrolledAt = Record.EnrolledAt,
        Link = _link.State,
        LinkSince = _linkSince,
        DesiredGeneration = Record.Generation,
        AppliedGeneration = Math.Max(_reported?.AppliedGeneration ?? 0, _link.AppliedGeneration),
        Facts = (_reported?.Facts ?? Record.Facts)!,
        ReportedAt = _reportedAt,
        Workloads = DeviceViews.Workloads(Id, Record, _reported),
        Conditions = DeviceViews.Conditions(Record, _reported),
    };
}
