using EdgeOrch.Agent.Running;
using EdgeOrch.Agent.Supervision.Protocol;
using EdgeOrch.Agent.Tests.Workloads;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeOrch.Agent.Tests.Running;

public sealed class SupervisorUpdateTests
{
    private readonly FakeSupervisor _supervisor = new();
    private readonly DeviceConditions _conditions = new(TimeProvider.System);

    [Fact]
    public async Task Ask_Refused_BreaksAConditionUntilItGoesWell()
    {
        _supervisor.OnReplace = () => throw new SupervisorException(SupervisorErrorKind.Failed, "program \"/usr/bin/edgeorchd\": failed its check");
        await AskAsync();
        var condition = Assert.Single(_conditions.All);
        Assert.Equal(("SupervisorCurrent", "supervisor-not-replaced"), (condition.Type, condition.Reason));
        Assert.Contains("failed its check", condition.Message, StringComparison.Ordinal);

        _supervisor.OnReplace = () => new(true, "1.2.3");
        await AskAsync();
        Assert.Empty(_conditions.All);
        Assert.Equal(["replace", "replace"], _supervisor.Calls);
    }

    [Fact]
    public async Task Ask_SupervisorGone_SaysNothing()
    {
        _supervisor.OnReplace = () => throw new SupervisorException(SupervisorErrorKind.Unavailable, "gone");
        await AskAsync();
        Assert.Empty(_conditions.All);
    }

    private Task AskAsync() => new SupervisorUpdate(_supervisor, _conditions, NullLogger<SupervisorUpdate>.Instance).AskAsync(TestContext.Current.CancellationToken);
}
