using System.Collections.Concurrent;
using EdgeOrch.Agent.Supervision.Protocol;
using EdgeOrch.Agent.Supervision.Records;
using EdgeOrch.Agent.Supervision.Replacement;
using EdgeOrch.Contracts;

namespace EdgeOrch.Agent.Supervision.Running;

/// <summary>All containers of the device, by id.</summary>
internal sealed class ContainerSet(SupervisorContext context) : IDisposable
{
    /// <summary>The most containers, those that have ended included.</summary>
    public const int MaxContainers = 2 * Limits.WorkloadsPerDevice;

    private readonly ConcurrentDictionary<string, SupervisedContainer> _containers = new();

    /// <summary>All records, by id.</summary>
    public IReadOnlyList<ContainerRecord> Records => [.. _containers.Values.Select(c => c.Record).OfType<ContainerRecord>().OrderBy(r => r.Id, StringComparer.Ordinal)];

    /// <summary>One record; null when there is none.</summary>
    public ContainerRecord? Find(string id) => _containers.TryGetValue(id, out var container) ? container.Record : null;

    /// <summary>Takes up what an earlier supervisor, or an earlier boot, ran.</summary>
    public async Task RecoverAsync()
    {
        var recoveries = new List<Task>();
        foreach (var folder in Directory.EnumerateDirectories(context.Options.StateDirectory))
        {
            var id = Path.GetFileName(folder);
            if (!WorkloadId.TryParseFileName(id, out _) || _containers.ContainsKey(id)) continue;
            recoveries.Add(Task.Run(() => TakeUpAsync(id, container => container.RecoverAsync())));
        }

        await Task.WhenAll(recoveries);
        context.Bridge.Reconcile([.. _containers.Keys]);
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
    public Task ShutDownAsync() => Task.WhenAll(_containers.Values.Select(c => c.ShutDownAsync()));

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
