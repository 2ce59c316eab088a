using EdgeOrch.Agent.CommandLine;
using EdgeOrch.Agent.Supervision;
using EdgeOrch.Agent.Supervision.Kernel;
using EdgeOrch.Containers.Terminals;

namespace EdgeOrch.Agent.Commands;

/// <summary><c>edgeorchd attach</c>: what a workload writes from now on, at the device.</summary>
internal static class WorkloadAttachCommand
{
    // Holds what the container writes while our own output does not take it: the container never waits for us.
    private const int PipeBytes = 1024 * 1024;

    /// <summary>The command.</summary>
    public static CommandSpec Spec { get; } = new(
        "attach", "WORKLOAD", "follow what a workload writes from now on, and end with its exit code",
        [
            new("--detach-keys", "KEYS", $"leave it running; {DetachKeys.Default} by default"),
            new("--sig-proxy", "true|false", "pass signals such as Ctrl-C to the workload; true by default"),
            new("--no-stdin", null, "leave standard input alone: no keys are watched for"),
            CommonOptions.Config, CommonOptions.SupervisorSocket,
        ],
        ["edgeorchd attach shop/web", "edgeorchd attach --sig-proxy=false shop/web"],
        1, 1, arguments => ProgramExit.Of("attach", () => RunAsync(arguments)));

    private static async Task<int> RunAsync(ParsedArguments args)
    {
        var id = CommonOptions.Workload(args.Arguments[0]);
        var text = args.Get("--detach-keys") ?? DetachKeys.Default;
        if (!DetachKeys.TryParse(text, out var keys)) throw new UsageException($"--detach-keys \"{text}\": must be {DetachKeys.Rule}");
        if (!bool.TryParse(args.Get("--sig-proxy") ?? "true", out var passesSignals)) throw new UsageException($"--sig-proxy \"{args.Get("--sig-proxy")}\": must be true or false");
        var (stdout, stderr) = (Posix.Pipe(), Posix.Pipe());
        Posix.Widen(stdout.Write, PipeBytes);
        Posix.Widen(stderr.Write, PipeBytes);
        using var signals = passesSignals ? new SignalRelay() : null;
        await using var run = await new SupervisorClient(CommonOptions.Read(args).SupervisorSocket).AttachAsync(id.FileName, [stdout.Write, stderr.Write], CancellationToken.None);

        // The pipes end when the supervisor has closed the only other copies.
        Posix.Close(stdout.Write);
        Posix.Close(stderr.Write);
        signals?.PassTo(id.FileName, run.Process);
        if (OutputRelay.Run(stdout.Read, stderr.Read, args.Has("--no-stdin") ? null : keys)) return await run.EndAsync(CancellationToken.None);
        await Console.Error.WriteLineAsync($"detached from {id}");
        return 0;
    }
}
