using System.Globalization;
using EdgeOrch.Agent.CommandLine;
using EdgeOrch.Agent.Enrolment;
using EdgeOrch.Agent.Running;
using EdgeOrch.Agent.Storage;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Reported;

namespace EdgeOrch.Agent.Commands;

/// <summary><c>edgeorchd status</c>: what this device knows of itself, with or without a cloud.</summary>
internal static class StatusCommand
{
    /// <summary>The command.</summary>
    public static CommandSpec Spec { get; } = new(
        "status", "", "show what this device runs, from its own files",
        [new("--output", "table|json", "how; a table by default", "-o"), CommonOptions.Config, CommonOptions.Data],
        ["edgeorchd status", "edgeorchd status -o json"],
        0, 0, Run);

    private static int Run(ParsedArguments arguments)
    {
        var format = arguments.Get("--output") ?? "table";
        if (format is not ("table" or "json")) throw new UsageException($"--output \"{format}\": must be table or json");
        var data = new DataFolder(CommonOptions.Read(arguments).Data);
        var identity = new IdentityStore(data).Load() ?? throw new EnrolmentException("this device is not enrolled");
        if (StateReport.Load(data) is not { } state)
        {
            Console.Out.WriteLine(format == "json" ? "null" : $"{identity}: the agent has not run yet");
            return 0;
        }

        if (format == "json") Console.Out.WriteLine(File.ReadAllText(data.Reported));
        else Print(identity, state, AgentLock.Holder(data));
        return 0;
    }

    private static void Print(DeviceIdentity identity, ReportedState state, int? pid)
    {
        Console.Out.WriteLine($"device       {identity}");
        Console.Out.WriteLine($"agent        {(pid is { } number ? $"runs as process {number}" : "does not run")}; last word {state.At:u}");
        Console.Out.WriteLine($"generation   {state.AppliedGeneration} applied, {state.ObservedGeneration} wished");
        foreach (var condition in state.Conditions) Console.Out.WriteLine($"problem      {Describe(condition)}");
        if (state.Workloads.Count == 0) return;
        Console.Out.WriteLine();
        Write("WORKLOAD", "PHASE", "HEALTH", "REVISION", "WHY");
        foreach (var workload in state.Workloads)
        {
            Write(
                workload.Id.ToString(), workload.Phase.ToString(), workload.Health.ToString(),
                workload.Revision.ToString(CultureInfo.InvariantCulture), workload.Why is { } why ? Describe(why) : "");
        }
    }

    private static string Describe(Condition condition) => $"{condition.Reason}: {condition.Message} (since {condition.Since:u})";

    private static void Write(string workload, string phase, string health, string revision, string why) =>
        Console.Out.WriteLine($"{workload,-32} {phase,-12} {health,-10} {revision,-9} {why}".TrimEnd());
}
