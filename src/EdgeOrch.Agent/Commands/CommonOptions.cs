using EdgeOrch.Agent.CommandLine;
using EdgeOrch.Contracts;

namespace EdgeOrch.Agent.Commands;

/// <summary>Options that several commands of <c>edgeorchd</c> share.</summary>
internal static class CommonOptions
{
    /// <summary>The config file.</summary>
    public static OptionSpec Config { get; } = new("--config", "FILE", $"settings; {AgentOptions.DefaultFile} by default, if it exists");

    /// <summary>The state folder.</summary>
    public static OptionSpec Data { get; } = new("--data", "DIR", "the device's state; /var/lib/edgeorchd by default");

    /// <summary>The supervisor's socket.</summary>
    public static OptionSpec SupervisorSocket { get; } = new("--supervisor-socket", "PATH", "where the supervisor listens; /run/edgeorch/supervisor.sock by default");

    /// <summary>A workload's id as people write it.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static WorkloadId Workload(string text) =>
        WorkloadId.TryParse(text, out var id) ? id : throw new UsageException($"workload \"{text}\": must be DEPLOYMENT/CONTAINER");

    /// <summary>The config file with what the command line says on top.</summary>
    /// <exception cref="InvalidDataException">The file or a value is wrong.</exception>
    public static AgentOptions Read(ParsedArguments arguments)
    {
        var options = AgentOptions.Load(arguments.Get(Config.Name));
        options = options with
        {
            Data = arguments.Get(Data.Name) is { } data ? Path.GetFullPath(data) : options.Data,
            SupervisorSocket = arguments.Get(SupervisorSocket.Name) is { } socket ? Path.GetFullPath(socket) : options.SupervisorSocket,
        };
        return options.Problem() is { } problem ? throw new InvalidDataException(problem) : options;
    }
}
