using EdgeOrch.Agent.Reconciliation;
using EdgeOrch.Agent.Supervision.Records;
using EdgeOrch.Contracts.Desired;
using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.Agent.Tests.Reconciliation;

public sealed class PlannerTests
{
    // wish, what is there (null: nothing), its phase, policy, whether the image is there → steps
    public static TheoryData<string?, string?, string, RestartPolicy, bool, string> Cases { get; } = new()
    {
        { null, null, "running", RestartPolicy.Always, true, "" },
        { null, "one", "running", RestartPolicy.Always, true, "remove" },
        { null, "one", "exited", RestartPolicy.Always, false, "remove" },
        { "one", null, "running", RestartPolicy.Always, false, "pull start" },
        { "one", null, "running", RestartPolicy.Always, true, "start" },
        { "one", "one", "running", RestartPolicy.Always, true, "" },
        { "one", "one", "running", RestartPolicy.Always, false, "" },
        { "one", "one", "starting", RestartPolicy.Always, true, "" },
        { "one", "one", "backing-off", RestartPolicy.Always, true, "" },
        { "one", "one", "stopping", RestartPolicy.Always, true, "" },
        { "one", "one", "exited", RestartPolicy.Always, true, "start" },
        { "one", "one", "failed", RestartPolicy.Always, true, "start" },
        { "one", "one", "exited", RestartPolicy.OnFailure, true, "" },
        { "one", "one", "exited", RestartPolicy.Never, true, "" },
        { "one", "one", "failed", RestartPolicy.Never, true, "" },
        { "two", "one", "running", RestartPolicy.Always, false, "pull start" },
        { "two", "one", "running", RestartPolicy.Always, true, "start" },
        { "two", "one", "exited", RestartPolicy.Never, true, "start" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Plan_OneWorkload_HasTheSteps(string? wish, string? there, string phase, RestartPolicy policy, bool hasImage, string steps)
    {
        var observed = there is null ? null : ObservedWorkload.Of(Wishes.Record(Wish(there, policy), PhaseOf(phase)));
        var plan = Planner.Plan(Wishes.Web, wish is null ? null : Wish(wish, policy), observed, _ => hasImage);
        Assert.Equal(steps, string.Join(' ', plan.Select(Name)));
    }

    [Fact]
    public void Plan_NewRevisionOfTheSameContainer_LeavesItAlone()
    {
        var observed = ObservedWorkload.Of(Wishes.Record(Wishes.Workload(revision: 1)));
        Assert.Empty(Planner.Plan(Wishes.Web, Wishes.Workload(revision: 2), observed, _ => true));
    }

    [Fact]
    public void Read_WhatWasWritten_IsTheSameWithAndWithoutAHealthCheck()
    {
        foreach (var workload in (DesiredWorkload[])[Wishes.Workload(), Wishes.Workload(change: c => c with { HealthCheck = new HealthCheckManifest { Tcp = new TcpProbe { Port = 80 } } })])
            Assert.Equal(Agent.Workloads.LaunchMetadata.Of(workload), Agent.Workloads.LaunchMetadata.Read(Wishes.Record(workload)));
    }

    [Fact]
    public void Plan_ChangedEnvironment_StartsAnew()
    {
        var observed = ObservedWorkload.Of(Wishes.Record(Wishes.Workload()));
        var changed = Wishes.Workload(2, change: c => c with { Env = [new EnvVariable { Name = "A", Value = "1" }] });
        Assert.IsType<Step.Start>(Assert.Single(Planner.Plan(Wishes.Web, changed, observed, _ => true)));
    }

    [Fact]
    public void Plan_RecordOfAnotherProgram_IsReplaced()
    {
        var foreign = Wishes.Record(Wishes.Workload()) with { Metadata = "not ours" };
        Assert.IsType<Step.Start>(Assert.Single(Planner.Plan(Wishes.Web, Wishes.Workload(), ObservedWorkload.Of(foreign), _ => true)));
    }

    private static DesiredWorkload Wish(string image, RestartPolicy policy) =>
        Wishes.Workload(image: image, change: c => c with { Restart = new RestartManifest { Policy = policy } });

    private static ContainerPhase PhaseOf(string phase) => phase switch
    {
        "starting" => ContainerPhase.Starting,
        "backing-off" => ContainerPhase.BackingOff,
        "stopping" => ContainerPhase.Stopping,
        "exited" => ContainerPhase.Exited,
        "failed" => ContainerPhase.Failed,
        _ => ContainerPhase.Running,
    };

    private static string Name(Step step) => step switch { Step.Pull => "pull", Step.Start => "start", _ => "remove" };
}
