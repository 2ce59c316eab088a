using EdgeOrch.Contracts.Reported;

namespace EdgeOrch.Contracts.Tests.Reported;

public sealed class ReportedWorkloadTests
{
    [Theory]
    [InlineData(WorkloadPhase.Running, HealthStatus.None, null, true)]
    [InlineData(WorkloadPhase.Running, HealthStatus.Healthy, 1, true)]
    [InlineData(WorkloadPhase.Running, HealthStatus.Starting, null, false)]
    [InlineData(WorkloadPhase.Running, HealthStatus.Unhealthy, null, false)]
    [InlineData(WorkloadPhase.Exited, HealthStatus.None, 0, true)]
    [InlineData(WorkloadPhase.Exited, HealthStatus.None, 1, false)]
    [InlineData(WorkloadPhase.Exited, HealthStatus.None, null, false)]
    [InlineData(WorkloadPhase.BackingOff, HealthStatus.None, 0, false)]
    public void IsReady_PhaseHealthAndExit_Decide(WorkloadPhase phase, HealthStatus health, int? exit, bool ready)
    {
        var workload = new ReportedWorkload { Id = new WorkloadId("shop", "web"), Revision = 2, Phase = phase, Health = health, LastExitCode = exit };

        Assert.Equal((ready, false), (workload.IsReady(2), workload.IsReady(3)));
    }
}
