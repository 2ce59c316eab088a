using EdgeOrch.Agent.Supervision.Protocol;
using EdgeOrch.Agent.Workloads;
using EdgeOrch.Images;
using EdgeOrch.Transport;

namespace EdgeOrch.Agent.Reconciliation;

/// <summary>Why a step failed, in the words that an operator reads.</summary>
/// <param name="Type">The condition that does not hold.</param>
/// <param name="Reason">Stable kebab-case word.</param>
/// <param name="Message">One line.</param>
/// <param name="Retryable">Whether the device tries again by itself.</param>
internal sealed record Failure(string Type, string Reason, string Message, bool Retryable)
{
    /// <summary>The reason while there is no link and an image is needed.</summary>
    public const string LinkDown = "link-down";

    private const int NoSpace = 28;

    /// <summary>Makes of an exception what the status shows: the one place where this is decided.</summary>
    public static Failure Of(Step step, Exception exception)
    {
        var type = step is Step.Pull ? "ImageReady" : "Running";
        return exception switch
        {
            LinkException => new Failure(type, LinkDown, "the image is not on the device, and the control plane cannot be reached", true),
            RpcException e => new Failure(type, "image-unavailable", OneLine(e.Error.Message), true),
            TimeoutException => new Failure(type, "link-slow", "the control plane did not answer in time", true),
            ImageException e => new Failure(type, ImageReason(e.Code), OneLine(e.Message), true),
            WorkloadException e => new Failure(type, e.Reason, OneLine(e.Message), e.Retryable),
            SupervisorException { Kind: SupervisorErrorKind.Unavailable } e => new Failure(type, "supervisor-unavailable", OneLine(e.Message), true),
            SupervisorException { Kind: SupervisorErrorKind.Invalid } e => new Failure(type, "start-failed", OneLine(e.Message), false),
            SupervisorException { Kind: SupervisorErrorKind.PortTaken } e => new Failure(type, "port-taken", OneLine(e.Message), true),
            SupervisorException e => new Failure(type, step is Step.Remove ? "remove-failed" : "start-failed", OneLine(e.Message), true),
            IOException { HResult: NoSpace } e => new Failure(type, "no-space", OneLine(e.Message), true),
            _ => new Failure(type, "internal", OneLine($"{exception.GetType().Name}: {exception.Message}"), true),
        };
    }

    // Everything that is wrong with a tar is a malformed layer to an operator; the message keeps the particulars.
    private static string ImageReason(string code) => code.StartsWith("tar-", StringComparison.Ordinal) ? "layer-malformed" : code;

    private static string OneLine(string message) => message.ReplaceLineEndings(" ");
}
