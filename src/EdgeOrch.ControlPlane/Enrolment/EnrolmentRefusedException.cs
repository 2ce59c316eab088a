using EdgeOrch.Contracts;

namespace EdgeOrch.ControlPlane.Enrolment;

/// <summary>A device that is not enrolled, for another reason than its token.</summary>
internal sealed class EnrolmentRefusedException(int status, string reason, string message, params IReadOnlyList<Problem> problems) : Exception(message)
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>The stable word.</summary>
    public string Reason { get; } = reason;

    /// <summary>Every single problem.</summary>
    public IReadOnlyList<Problem> Problems { get; } = problems;
}
