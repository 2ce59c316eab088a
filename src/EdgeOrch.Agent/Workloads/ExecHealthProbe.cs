using EdgeOrch.Agent.Supervision.Protocol;

namespace EdgeOrch.Agent.Workloads;

/// <summary>Runs a command in the container; exit code 0 is well.</summary>
internal sealed class ExecHealthProbe(ISupervisor supervisor, string id, IReadOnlyList<string> command, TimeSpan timeout) : IHealthProbe
{
    private const int MaxOutput = 200;

    /// <inheritdoc/>
    public async Task<string?> CheckAsync(CancellationToken cancellation)
    {
        try
        {
            var outcome = await supervisor.ExecAsync(id, command, timeout, cancellation);
            if (outcome.ExitCode == 0) return null;
            var output = outcome.Output.Trim().ReplaceLineEndings(" ");
            if (output.Length > MaxOutput) output = output[..MaxOutput];
            return outcome.TimedOut ? "the command did not end in time" : $"exit code {outcome.ExitCode}{(output.Length > 0 ? ": " : "")}{output}";
        }
        catch (SupervisorException e) when (e.Kind is SupervisorErrorKind.Failed or SupervisorErrorKind.Invalid)
        {
            return e.Message;
        }
    }
}
