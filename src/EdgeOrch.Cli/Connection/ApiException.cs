using EdgeOrch.Cli.CommandLine;
using EdgeOrch.Contracts.Api;

namespace EdgeOrch.Cli.Connection;

/// <summary>The control plane refused a call.</summary>
internal sealed class ApiException(string message, int status, ProblemDocument? document) : CliException(message)
{
    public int Status { get; } = status;

    /// <summary>What it said, when it said it as a problem document.</summary>
    public ProblemDocument? Document { get; } = document;
}
