using EdgeOrch.Agent.Reconciliation;
using EdgeOrch.Agent.Running;
using EdgeOrch.Agent.Storage;
using EdgeOrch.Agent.Supervision.Records;
using EdgeOrch.Agent.Tests.Reconciliation;
using EdgeOrch.Agent.Tests.Workloads;
using EdgeOrch.Agent.Workloads;
using EdgeOrch.Contracts;
using EdgeOrch.Testing;
using Microsoft.Extensions.Time.Testing;

namespace EdgeOrch.Agent.Tests.Running;

public sealed class StateReportTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private readonly FakeSupervisor _supervisor = new();
    private readonly FakeRunner _runner = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly DataFolder _data;
    private readonly DeviceConditions _conditions;
    private readonly HealthBoard _health;
    private readonly Reconciler _reconciler;
    private readonly StateReport _report;
    private readonly List<long> _applied = [];
    private readonly Task _running;

    public StateReportTests()
    {
        _data = new DataFolder(_folder.Path);
        _data.Create();
        _conditions = new DeviceConditions(_time);
        _health = new HealthBoard(_supervisor, _time);
        _reconciler = new Reconciler(_runner, _supervisor, _time, _runner);
        _report = new StateReport(DeviceId.Parse("line-3"), _reconciler, _health, _conditions, _data, _time);
        _report.Applied += _applied.Add;
        _running = _reconciler.RunAsync(_stop.Token);
    }

    [Fact]
    public void Build_NothingWishedYet_IsGenerationZero()
    {
        var state = _report.Build(7);
        Assert.Equal((7, 0L, 0L), (state.Sequence, state.ObservedGeneration, state.AppliedGeneration));
        Assert.Empty(state.Workloads);
    }

    [Fact]
    public void Build_NoWorkloadsWished_IsAppliedAtOnce()
    {
        _reconciler.Apply(Wishes.State(3));
        Assert.Equal(3, _report.Build(1).AppliedGeneration);
        Assert.Equal(3, _report.Build(2).AppliedGeneration);
        Assert.Equal([3], _applied);
    }

    [Fact]
    public async Task Build_WorkloadOnItsWay_IsObservedAndAppliedOnlyWhenItRuns()
    {
        var wish = Wishes.Workload();
        _reconciler.Apply(Wishes.State(1, wish));
        var state = _report.Build(1);
        Assert.Equal((1, 0), (state.ObservedGeneration, state.AppliedGeneration));
        _supervisor.Tell(Wishes.Record(wish));
        await Eventually.HoldsAsync("the record", Patience, () => _reconciler.Statuses is [{ Record: not null, Desired: not null }]);
        Assert.Equal(1, _report.Build(2).AppliedGeneration);
    }

    [Theory]
    [InlineData("backing-off", 0)]
    [InlineData("failed", 0)]
    [InlineData("stopping", 0)]
    [InlineData("running", 1)]
    public async Task Build_WorkloadInAPhase_CountsAsAppliedOnlyWhileItRuns(string phase, long applied)
    {
        var wish = Wishes.Workload();
        _supervisor.Tell(Wishes.Record(wish, phase switch { "backing-off" => ContainerPhase.BackingOff, "failed" => ContainerPhase.Failed, "stopping" => ContainerPhase.Stopping, _ => ContainerPhase.Running }));
        _reconciler.Apply(Wishes.State(1, wish));
        await Eventually.HoldsAsync("the record", Patience, () => _reconciler.Statuses is [{ Record: not null, Desired: not null }]);
        Assert.Equal(applied, _report.Build(1).AppliedGeneration);
    }

    [Fact]
    public void Build_DeviceConditions_AreReportedAndKept()
    {
        _conditions.Break("DesiredStateAccepted", "desired-signature", "not signed");
        var condition = new Condition("DesiredStateAccepted", false, "desired-signature", "not signed", DateTimeOffset.UnixEpoch);
        Assert.Equal([condition], _report.Build(1).Conditions);
        Assert.Equal([condition], StateReport.Load(_data)!.Conditions);
    }

    [Fact]
    public void Build_CopyCannotBeWritten_ReportsThatUntilItCan()
    {
        Directory.CreateDirectory(_data.Reported);
        Assert.Equal("state-not-kept", Assert.Single(_report.Build(1).Conditions).Reason);
        Directory.Delete(_data.Reported);
        Assert.Empty(_report.Build(2).Conditions);
        Assert.Empty(StateReport.Load(_data)!.Conditions);
    }

    [Fact]
    public void Load_WhatWasBuilt_IsRead()
    {
        var built = _report.Build(5);
        var read = StateReport.Load(_data)!;
        Assert.Equal((built.Sequence, built.BootId, built.Facts), (read.Sequence, read.BootId, read.Facts));
    }

    [Theory]
    [InlineData("{\"device\":")]
    [InlineData("[]")]
    [InlineData("{}")]
    public void Load_Damaged_IsNone(string content)
    {
        File.WriteAllText(_data.Reported, content);
        Assert.Null(StateReport.Load(_data));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(Patience);
        _health.Dispose();
        _stop.Dispose();
        _folder.Dispose();
    }
}
