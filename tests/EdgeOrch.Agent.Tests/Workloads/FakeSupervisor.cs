using System.Runtime.CompilerServices;
using System.Threading.Channels;
using EdgeOrch.Agent.Supervision.Protocol;
using EdgeOrch.Agent.Supervision.Records;
using EdgeOrch.Agent.Supervision.Replacement;
using EdgeOrch.Agent.Workloads;
using EdgeOrch.Contracts.Messages;

namespace EdgeOrch.Agent.Tests.Workloads;

/// <summary>A supervisor whose containers are records alone; it notes what it is asked for, and can go away.</summary>
internal sealed class FakeSupervisor : ISupervisor
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, ContainerRecord> _records = new(StringComparer.Ordinal);
    private readonly List<string> _calls = [];
    private Channel<ContainerChange> _changes = Channel.CreateUnbounded<ContainerChange>();

    /// <summary>Makes the record of a launch, or throws as the supervisor would.</summary>
    public Func<ContainerLaunch, ContainerRecord> OnStart { get; set; } = launch => new ContainerRecord
    {
        Id = launch.Id, Revision = launch.Revision, Phase = ContainerPhase.Running, Pid = 4711, StartedAt = DateTimeOffset.UnixEpoch, Metadata = launch.Metadata,
    };

    /// <summary>Answers an exec.</summary>
    public Func<ExecOutcome> OnExec { get; set; } = () => new ExecOutcome(0, "", false);

    /// <summary>Answers a request to be replaced.</summary>
    public Func<ReplacementOutcome> OnReplace { get; set; } = () => new ReplacementOutcome(false, "0.1.0");

    /// <summary>Answers what its containers use.</summary>
    public Func<IReadOnlyList<WorkloadUsage>> OnUsage { get; set; } = () => [];

    /// <summary>False: nobody listens on the socket.</summary>
    public bool IsReachable { get; set; } = true;

    /// <summary>What was asked, such as <c>start shop.web</c>.</summary>
    public IReadOnlyList<string> Calls
    {
        get { lock (_lock) return [.. _calls]; }
    }

    /// <summary>The launches that were asked for.</summary>
    public List<ContainerLaunch> Launches { get; } = [];

    /// <summary>A container is, or has become, this.</summary>
    public void Tell(ContainerRecord record)
    {
        lock (_lock)
        {
            _records[record.Id] = record;
            _changes.Writer.TryWrite(new ContainerChange(record.Id, record));
        }
    }

    /// <summary>A container is gone.</summary>
    public void TellGone(string id)
    {
        lock (_lock)
        {
            _records.Remove(id);
            _changes.Writer.TryWrite(new ContainerChange(id, null));
        }
    }

    /// <summary>Ends every watch, and takes no new one before <see cref="ComeBack"/>.</summary>
    public void GoAway()
    {
        lock (_lock)
        {
            IsReachable = false;
            _changes.Writer.TryComplete(Unavailable());
        }
    }

    /// <summary>Can be reached again.</summary>
    public void ComeBack()
    {
        lock (_lock)
        {
            _changes = Channel.CreateUnbounded<ContainerChange>();
            IsReachable = true;
        }
    }

    public Task<ContainerRecord> StartAsync(ContainerLaunch launch, CancellationToken cancellation)
    {
        Note($"start {launch.Id}");
        lock (_lock) Launches.Add(launch);
        var record = OnStart(launch);
        Tell(record);
        return Task.FromResult(record);
    }

    public Task RemoveAsync(string id, bool keepFiles, CancellationToken cancellation)
    {
        Note($"remove {id}");
        TellGone(id);
        return Task.CompletedTask;
    }

    public Task<ContainerRecord> StopAsync(string id, CancellationToken cancellation)
    {
        Note($"stop {id}");
        ContainerRecord stopped;
        lock (_lock) stopped = _records[id] with { Phase = ContainerPhase.Exited, Pid = null, Stopped = true };
        Tell(stopped);
        return Task.FromResult(stopped);
    }

    public Task<ContainerRecord> RestartAsync(string id, string reason, CancellationToken cancellation)
    {
        Note($"restart {id}: {reason}");
        lock (_lock) return Task.FromResult(_records[id]);
    }

    public Task<ExecOutcome> ExecAsync(string id, IReadOnlyList<string> command, TimeSpan timeout, CancellationToken cancellation)
    {
        Note($"exec {id}: {string.Join(' ', command)}");
        return Task.FromResult(OnExec());
    }

    public Task<ReplacementOutcome> ReplaceAsync(bool force, CancellationToken cancellation)
    {
        Note("replace");
        return Task.FromResult(OnReplace());
    }

    public Task<IReadOnlyList<WorkloadUsage>> UsageAsync(CancellationToken cancellation) => Task.FromResult(OnUsage());

    public async IAsyncEnumerable<ContainerChange> WatchAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        ContainerChange[] first;
        ChannelReader<ContainerChange> changes;
        lock (_lock)
        {
            if (!IsReachable) throw Unavailable();
            while (_changes.Reader.TryRead(out _))
            {
                // What was told before is in the listing.
            }

            first = [.. _records.Values.Select(r => new ContainerChange(r.Id, r)), new ContainerChange(null, null)];
            changes = _changes.Reader;
        }

        foreach (var change in first) yield return change;
        await foreach (var change in changes.ReadAllAsync(cancellation)) yield return change;
    }

    private static SupervisorException Unavailable() => new(SupervisorErrorKind.Unavailable, "supervisor \"s.sock\": Connection refused");

    private void Note(string call)
    {
        lock (_lock) _calls.Add(call);
    }
}
