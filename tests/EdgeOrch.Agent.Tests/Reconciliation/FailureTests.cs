using EdgeOrch.Agent.Reconciliation;
using EdgeOrch.Agent.Supervision.Protocol;
using EdgeOrch.Agent.Workloads;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.Images;
using EdgeOrch.Transport;

namespace EdgeOrch.Agent.Tests.Reconciliation;

public sealed class FailureTests
{
    private static readonly Step Pull = new Step.Pull(Wishes.Workload().Image);
    private static readonly Step Start = new Step.Start(Wishes.Workload());
    private static readonly Step Remove = new Step.Remove(Wishes.Web);

    // name of the case → step, exception, reason, whether it is tried again
    private static readonly Dictionary<string, (Step Step, Exception Exception, string Reason, bool Retryable)> s_cases = new()
    {
        ["no link"] = (Pull, new LinkException("down"), "link-down", true),
        ["refused by the cloud"] = (Pull, new RpcException(new RpcError("image-unknown", "x", false)), "image-unavailable", true),
        ["no answer"] = (Pull, new TimeoutException(), "link-slow", true),
        ["bad image"] = (Pull, new ImageException("digest-mismatch", "x"), "digest-mismatch", true),
        ["bad tar"] = (Pull, new ImageException("tar-truncated", "x"), "layer-malformed", true),
        ["full disk"] = (Pull, new IOException("x", 28), "no-space", true),
        ["bad disk"] = (Pull, new IOException("x", 5), "internal", true),
        ["impossible"] = (Start, new WorkloadException("gpio-unsupported", "x", retryable: false), "gpio-unsupported", false),
        ["not yet possible"] = (Start, new WorkloadException("device-missing", "x"), "device-missing", true),
        ["no supervisor"] = (Start, new SupervisorException(SupervisorErrorKind.Unavailable, "x"), "supervisor-unavailable", true),
        ["against the rules"] = (Start, new SupervisorException(SupervisorErrorKind.Invalid, "x"), "start-failed", false),
        ["refused by the kernel"] = (Start, new SupervisorException(SupervisorErrorKind.Failed, "x"), "start-failed", true),
        ["port of another"] = (Start, new SupervisorException(SupervisorErrorKind.PortTaken, "x"), "port-taken", true),
        ["not removed"] = (Remove, new SupervisorException(SupervisorErrorKind.Failed, "x"), "remove-failed", true),
        ["our mistake"] = (Start, new InvalidOperationException("x"), "internal", true),
    };

    public static TheoryData<string> Cases => [.. s_cases.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Of_Exception_HasAStableReasonAndTellsWhetherItIsTriedAgain(string name)
    {
        var (step, exception, reason, retryable) = s_cases[name];
        var failure = Failure.Of(step, exception);

        Assert.Equal((step is Step.Pull ? "ImageReady" : "Running", reason, retryable), (failure.Type, failure.Reason, failure.Retryable));
    }

    [Fact]
    public void Of_MessageOfSeveralLines_IsOneLine() =>
        Assert.Equal("layer: broken", Failure.Of(Pull, new ImageException("layer-malformed", "layer:\nbroken")).Message);

    [Fact]
    public void Of_OurMistake_NamesTheException() =>
        Assert.Equal("InvalidOperationException: x", Failure.Of(Start, new InvalidOperationException("x")).Message);
}
