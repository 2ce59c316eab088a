using EdgeOrch.Agent.Reconciliation;
using EdgeOrch.Agent.Running;
using EdgeOrch.Agent.Supervision.Records;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Reported;

namespace EdgeOrch.Agent.Tests.Running;

public sealed class WorkloadEventsTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddHours(1);
    private readonly List<string> _events = [];

    [Fact]
    public void Look_RunEndedAndRanAgain_TellsEachOnce()
    {
        var events = Events(null);
        var record = Wishes.Record(Wishes.Workload()) with { StartedAt = Now };
        Look(events, record);
        Look(events, record);
        var ended = record with { Phase = ContainerPhase.BackingOff, Pid = null, LastExit = new ContainerExit(3, null, false, Now.AddSeconds(5)) };
        Look(events, ended);
        Look(events, ended);
        Look(events, ended with { Phase = ContainerPhase.Running, Pid = 5, StartedAt = Now.AddSeconds(6), Restarts = 1 });
        Assert.Equal(["workload-started: revision 1 started", "workload-exited: exit code 3", "workload-started: revision 1 started, restart 1"], _events);
    }

    [Fact]
    public void Look_PrivilegedWorkloadStarts_SaysSoLoudly()
    {
        var record = Wishes.Record(Wishes.Workload(change: c => c with { Privileged = true })) with { StartedAt = Now };
        Look(Events(null), record);
        Assert.Equal(["workload-started: revision 1 started", "workload-privileged: runs privileged: confined by nothing but its namespaces"], _events);
    }

    [Fact]
    public void Look_EndedBeforeAnyoneSawItRun_TellsTheEnd()
    {
        var events = Events(null);
        Look(events, Wishes.Record(Wishes.Workload(), ContainerPhase.BackingOff) with { StartedAt = Now, LastExit = new ContainerExit(null, 9, true, Now) });
        Assert.Equal(["workload-started: revision 1 started", "workload-oom-killed: killed for want of memory"], _events);
    }

    [Fact]
    public void Look_NextAgentNothingHappened_TellsNothing()
    {
        var exit = new ContainerExit(1, null, false, Now.AddSeconds(-9));
        Look(Events(Report(Now, pid: 7)), Wishes.Record(Wishes.Workload()) with { StartedAt = Now, Pid = 7, LastExit = exit });
        Assert.Empty(_events);
    }

    [Fact]
    public void Look_NextAgentItEndedMeanwhile_TellsIt()
    {
        var record = Wishes.Record(Wishes.Workload(), ContainerPhase.Exited) with { StartedAt = Now, LastExit = new ContainerExit(0, null, false, Now.AddSeconds(1)) };
        Look(Events(Report(Now, pid: 7)), record);
        Assert.Equal(["workload-exited: exit code 0"], _events);
    }

    [Fact]
    public void Look_RemovedWhenNotWished_TellsIt()
    {
        var events = Events(null);
        Look(events, Wishes.Record(Wishes.Workload()) with { StartedAt = Now });
        events.Look(new WorkloadStatus { Id = Wishes.Web });
        events.Look(new WorkloadStatus { Id = Wishes.Web });
        Assert.Equal("workload-removed: removed", _events[^1]);
        Assert.Equal(2, _events.Count);
    }

    private WorkloadEvents Events(ReportedState? last) => new((type, _, _, message) => _events.Add($"{type}: {message}"), last);

    private static void Look(WorkloadEvents events, ContainerRecord record) => events.Look(new WorkloadStatus { Id = Wishes.Web, Desired = Wishes.Workload(), Record = record });

    private static ReportedState Report(DateTimeOffset startedAt, int? pid) => new()
    {
        Device = DeviceId.Parse("line-3"),
        Sequence = 1,
        BootId = "b",
        At = Now,
        ObservedGeneration = 1,
        AppliedGeneration = 1,
        Facts = new DeviceFacts(new Platform("linux", "amd64"), "1", "6", 1, 1, 1),
        Workloads = [new ReportedWorkload { Id = Wishes.Web, Revision = 1, Phase = WorkloadPhase.Running, StartedAt = startedAt, Pid = pid }],
    };
}
