using System.Collections.Concurrent;
using EdgeOrch.Agent.Supervision.Logs;
using EdgeOrch.Agent.Supervision.Protocol;
using EdgeOrch.Agent.Supervision.Records;
using EdgeOrch.Agent.Supervision.Replacement;
using EdgeOrch.Containers.Cgroups;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Messages;

namespace EdgeOrch.Agent.Supervision.Running;

/// <summary>All containers of the device, by id.</summary>
internal sealed class ContainerSet(SupervisorContext context) : IDisposable
{
    /// <summary>The most containers, those that have ended included.</summary>
    public const int MaxContainers = 2 * Limits.WorkloadsPerDevice;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, SupervisedContainer> _containers = new();

    /// <summary>All records, by id.</summary>
    public IReadOnlyList<ContainerRecord> Records => [.. _containers.Values.Select(c => c.Record).OfType<ContainerRecord>().OrderBy(r => r.Id, StringComparer.Ordinal)];

    /// <summary>One record; null when there is none.</summary>
    public ContainerRecord? Find(string id) => _containers.TryGetValue(id, out var container) ? container.Record : null;

    /// <summary>Takes up what an earlier supervisor, or an earlier boot, ran.</summary>
    public async Task RecoverAsync()
    {
        var ids = Directory.EnumerateDirectories(context.Options.StateDirectory).Select(folder => Path.GetFileName(folder)!)
            .Where(id => WorkloadId.TryParseFileName(id, out _) && !_containers.ContainsKey(id));
        var recoveries = new Dictionary<string, Task>();
        var all = new TaskCompletionSource();
        foreach (var id in ids.ToList()) recoveries[id] = Task.Run(() => TakeUpAsync(id, container => container.RecoverAsync(UpAsync)));
        all.SetResult();
        await Task.WhenAll(recoveries.Values);
        context.Bridge.Reconcile([.. _containers.Keys]);

        // What a container is started after; not for ever, for that may itself be in trouble.
        async Task UpAsync(IReadOnlyList<string> after)
        {
            await all.Task;
            await Task.WhenAll(after.Select(RecoveredAsync)).WaitAsync(s_patience, context.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        async Task RecoveredAsync(string id)
        {
            await recoveries.GetValueOrDefault(id, Task.CompletedTask);
            if (_containers.TryGetValue(id, out var container)) await container.SettledAsync();
        }
    }

    /// <summary>Takes up what the program that this process was before left, and what it knew nothing of.</summary>
    public async Task TakeOverAsync(IReadOnlyList<HandedContainer> left)
    {
        await Task.WhenAll(left.Select(c => Task.Run(() => TakeUpAsync(c.Record.Id, container => container.TakeOverAsync(c)))));
        await RecoverAsync();
    }

    /// <summary>Brings all to a standstill and tells what the next program of this process must know; nothing begins any more.</summary>
    public async Task<IReadOnlyList<HandedContainer>> HandOverAsync() =>
        [.. (await Task.WhenAll(_containers.Values.Select(c => c.HandOverAsync()))).OfType<HandedContainer>()];

    /// <summary>See <see cref="SupervisorClient.BeginAsync(AttendedCommand, IReadOnlyList{int}, CancellationToken)"/>.</summary>
    public Task<ExecOutcome> AttendAsync(AttendedCommand command, Func<CancellationToken, Task<int>> receive, Func<RunningProcess, Task> started) => Get(command.Id).AttendAsync(command, receive, started);

    /// <summary>See <see cref="SupervisorClient.AttachAsync"/>.</summary>
    public Task<ContainerExit?> AttachAsync(
        string id, Func<CancellationToken, Task<int>> receive, Func<RunningProcess, Attachment, Task> started, CancellationToken left) => Get(id).AttachAsync(receive, started, left);

    /// <summary>Goes on with an attachment that the program before had.</summary>
    public Task<ContainerExit?> ResumeAttachAsync(string id, int stdout, Action<Attachment> found, CancellationToken left) => Get(id).ResumeAttachAsync(stdout, found, left);

    /// <summary>What every running container uses now.</summary>
    public IReadOnlyList<WorkloadUsage> ReadUsage()
    {
        var stats = new CgroupStats();
        var usage = new List<WorkloadUsage>();
        foreach (var container in _containers.Values)
            if (WorkloadId.TryParseFileName(container.Id, out var id) && container.TryReadStats(stats)) usage.Add(ContainerUsage.Of(id, stats));
        return usage;
    }

    /// <summary>See <see cref="SupervisorClient.StartAsync"/>.</summary>
    public async Task<ContainerRecord> StartAsync(ContainerLaunch launch)
    {
        LaunchValidator.ThrowIfInvalid(launch);
        while (true)
        {
            if (!_containers.ContainsKey(launch.Id) && _containers.Count >= MaxContainers)
                throw new SupervisorException(SupervisorErrorKind.Invalid, $"there are {MaxContainers} containers already; remove some");
            var container = _containers.GetOrAdd(launch.Id, id => new SupervisedContainer(id, context));
            try
            {
                if (await container.StartAsync(launch) is { } record) return record;
            }
            finally
            {
                // Refused by the disk before it was a wish: nobody knows of it.
                if (container.Record is null) Forget(container);
            }
        }
    }

    /// <summary>See <see cref="SupervisorClient.RemoveAsync"/>.</summary>
    public async Task RemoveAsync(string id, bool keepFiles)
    {
        LaunchValidator.ThrowIfInvalidId(id);
        if (!_containers.TryGetValue(id, out var container)) return;
        await container.RemoveAsync(keepFiles);
        Forget(container);
    }

    /// <summary>See <see cref="SupervisorClient.StopAsync"/>.</summary>
    public Task<ContainerRecord> StopAsync(string id) => Get(id).StopAsync();

    /// <summary>See <see cref="SupervisorClient.RestartAsync"/>.</summary>
    public Task<ContainerRecord> RestartAsync(string id, string reason) => Get(id).RestartAsync(reason);

    /// <summary>See <see cref="SupervisorClient.ExecAsync"/>.</summary>
    public Task<ExecOutcome> ExecAsync(string id, IReadOnlyList<string> command, TimeSpan timeout)
    {
        LaunchValidator.ThrowIfInvalidTimeout(timeout);
        return Get(id).ExecAsync(command, timeout);
    }

    /// <summary>The record of a container once a restart that the program before began has ended it.</summary>
    public Task<ContainerRecord> ResumeRestartAsync(string id) => Get(id).SettledAsync();

    /// <summary>Goes on with a command that the program before began.</summary>
    public Task<ExecOutcome> ResumeExecAsync(string id, HandedExec left) => Get(id).ResumeExecAsync(left);

    /// <summary>Stops all until the next supervisor starts, each with its own grace, at the same time.</summary>
    public Task ShutDownAsync()
    {
        // Those that depend on a container stop before it; the order is that of the launches, which have no circles, or it is nobody's.
        var all = _containers.Values.ToDictionary(c => c.Id);
        var stops = new Dictionary<string, Task>();
        return Task.WhenAll(all.Values.Select(c => StopAsync(c, [])));

        Task StopAsync(SupervisedContainer container, IReadOnlyList<string> way)
        {
            if (stops.TryGetValue(container.Id, out var known)) return known;
            string[] here = [.. way, container.Id];
            var before = all.Values.Where(c => c.After.Contains(container.Id) && !here.Contains(c.Id)).Select(c => StopAsync(c, here)).ToList();
            return stops.TryGetValue(container.Id, out known) ? known : stops[container.Id] = ThenAsync(Task.WhenAll(before), container.ShutDownAsync);
        }

        static async Task ThenAsync(Task before, Func<Task> stop)
        {
            await before;
            await stop();
        }
    }

    /// <summary>Lets go of all and leaves them running; only once the pump reads no more.</summary>
    public void Dispose()
    {
        foreach (var container in _containers.Values) container.Dispose();
    }

    private SupervisedContainer Get(string id) =>
        _containers.TryGetValue(id, out var container) ? container : throw new SupervisorException(SupervisorErrorKind.NotFound, $"there is no container \"{id}\"");

    private void Forget(SupervisedContainer container) => _containers.TryRemove(KeyValuePair.Create(container.Id, container));

    private async Task TakeUpAsync(string id, Func<SupervisedContainer, Task<bool>> take)
    {
        var container = new SupervisedContainer(id, context);
        try
        {
            _containers[id] = container;
            if (!await take(container)) Forget(container);
        }
        catch (Exception failure)
        {
            // One damaged folder must not keep the others from running.
            context.Log.NotUnderstood(id, failure.Message);
            Forget(container);
        }
    }
}
