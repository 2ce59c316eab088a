using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Api;
using EdgeOrch.Contracts.Manifests;
using EdgeOrch.ControlPlane.Devices;
using EdgeOrch.ControlPlane.Fleet;
using EdgeOrch.ControlPlane.Storage;

namespace EdgeOrch.ControlPlane.Deployments;

/// <summary>A deployment. Each step can be done again, so that a start after a crash goes on with <see cref="ResumeAsync"/>.</summary>
internal sealed class DeploymentGrain(
    [PersistentState("deployment", StorageOptions.GrainStorageName)] IPersistentState<DeploymentRecord> state, TimeProvider time, ILogger<DeploymentGrain> logger)
    : Grain, IDeploymentGrain
{
    private const int DispatchBatch = 100;

    // What is durable; the state of Orleans is ahead of it while it is being written.
    private DeploymentRecord Record { get; set; } = new();

    private DeploymentRevision? Current => Record.Deleting || Record.Revisions.Count == 0 ? null : Record.Revisions[^1];

    private string Name => this.GetPrimaryKeyString();

    private IFleetIndexGrain Index => GrainFactory.GetGrain<IFleetIndexGrain>(0);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Record = state.State;
        return Task.CompletedTask;
    }

    public async Task<AppliedDeployment> ApplyAsync(DeploymentChange change)
    {
        if (Record.Deleting) await FinishDeletionAsync();
        var before = Current;
        if (before is null || IsChange(before, change))
        {
            // 1. The index, so that a start after a crash finds the deployment. 2. The revision. 3. The devices.
            await Index.PutDeploymentAsync(new IndexedDeployment(Name, change.Manifest.Spec.Selector));
            await WriteAsync(DeploymentPlanner.WithRevision(Record, change, time.GetUtcNow()));
        }
        await DispatchAsync();
        return await DescribeAsync(before, change, Current!.Revision);
    }

    public Task<AppliedDeployment> PreviewAsync(DeploymentChange change) =>
        DescribeAsync(Current, change, Current is null ? 1 : IsChange(Current, change) ? Current.Revision + 1 : Current.Revision);

    public async Task<bool> DeleteAsync()
    {
        if (Record.Revisions.Count == 0) return false;
        await WriteAsync(Record with { Deleting = true });
        await FinishDeletionAsync();
        return true;
    }

    public Task<DeploymentAssignment?> GetAssignmentAsync() => Task.FromResult(Current is { } current ? Assignment(current) : null);

    public async Task<DeploymentView?> GetViewAsync()
    {
        if (Current is not { } current) return null;
        var devices = new List<DeviceView>();
        foreach (var batch in (await SelectedAsync(current)).Chunk(DispatchBatch))
        {
            var views = await Task.WhenAll(batch.Select(device => GrainFactory.GetGrain<IDeviceGrain>(device).GetViewAsync()));
            devices.AddRange(views.OfType<DeviceView>());
        }
        return DeploymentViews.Create(Name, Record, current, devices);
    }

    public async Task ResumeAsync()
    {
        if (Record.Deleting) await FinishDeletionAsync();
        else if (Current is not { } current) await Index.RemoveDeploymentAsync(Name);
        else
        {
            await Index.PutDeploymentAsync(new IndexedDeployment(Name, current.Manifest.Spec.Selector));
            if (Record.DispatchedRevision != current.Revision) await DispatchAsync();
        }
    }

    private static bool IsChange(DeploymentRevision current, DeploymentChange change) => DeploymentPlanner.IsChange(current, change);

    private static LabelSelector[] Selectors(DeploymentRecord record) => [.. record.Revisions.Select(revision => revision.Manifest.Spec.Selector)];

    private DeploymentAssignment Assignment(DeploymentRevision revision) => new(Name, revision.Revision, revision.Manifest.Spec.Containers, revision.Images);

    private Task<string[]> SelectedAsync(DeploymentRevision revision) => Index.SelectDevicesAsync([revision.Manifest.Spec.Selector]);

    /// <summary>Gives the current revision to the devices that it selects, and takes the deployment from those that only an older one selected.</summary>
    private async Task DispatchAsync()
    {
        if (Current is not { } current || Record.DispatchedRevision == current.Revision) return;
        var assignment = Assignment(current);
        var selected = await SelectedAsync(current);
        await ForEachAsync(selected, device => device.AssignAsync(assignment));
        // A device whose labels changed meanwhile took the deployment from itself before it was given it here.
        var left = (await Index.SelectDevicesAsync(Selectors(Record))).Union(selected).Except(await SelectedAsync(current));
        await ForEachAsync(left, device => device.UnassignAsync(Name));
        await WriteAsync(Record with { DispatchedRevision = current.Revision });
        logger.Dispatched(Name, current.Revision, selected.Length);
    }

    private async Task FinishDeletionAsync()
    {
        await ForEachAsync(await Index.SelectDevicesAsync(Selectors(Record)), device => device.UnassignAsync(Name));
        await Index.RemoveDeploymentAsync(Name);
        await state.ClearStateAsync();
        Record = new DeploymentRecord();
        logger.Deleted(Name);
    }

    private async Task ForEachAsync(IEnumerable<string> devices, Func<IDeviceGrain, Task> act)
    {
        foreach (var batch in devices.Chunk(DispatchBatch))
            await Task.WhenAll(batch.Select(device => act(GrainFactory.GetGrain<IDeviceGrain>(device))));
    }

    private async Task<AppliedDeployment> DescribeAsync(DeploymentRevision? before, DeploymentChange change, int revision)
    {
        var devices = await Index.SelectDevicesAsync([change.Manifest.Spec.Selector]);
        var action = before is null ? ApplyAction.Created : IsChange(before, change) ? ApplyAction.Configured : ApplyAction.Unchanged;
        Problem[] nothing = devices.Length > 0 ? [] : [new Problem("selects-nothing", "spec.selector", "selects no device that is enrolled now", null, ProblemSeverity.Warning)];
        return new AppliedDeployment(Name, action, revision, before?.Text, change.Text, [.. devices.Select(DeviceId.Parse)], [.. nothing, .. Privileged(change.Manifest)]);
    }

    private static IEnumerable<Problem> Privileged(DeploymentManifest manifest) =>
        from container in manifest.Spec.Containers.Index()
        where container.Item.Privileged is true
        select new Problem(
            "privileged", $"spec.containers[{container.Index}].privileged",
            $"container \"{container.Item.Name}\" is confined by nothing but its namespaces: whoever breaks into it has the device", null, ProblemSeverity.Warning);

    private async Task WriteAsync(DeploymentRecord next)
    {
        state.State = next;
        await state.WriteStateAsync();
        Record = next;
    }
}
