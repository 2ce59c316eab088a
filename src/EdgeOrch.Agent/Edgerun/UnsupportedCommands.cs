using EdgeOrch.Agent.CommandLine;
using EdgeOrch.Containers;

namespace EdgeOrch.Agent.Edgerun;

/// <summary>Commands of other runtimes that callers may try, refused in so many words.</summary>
internal static class UnsupportedCommands
{
    public static CommandSpec Checkpoint { get; } = Refused("checkpoint");

    public static CommandSpec Restore { get; } = Refused("restore");

    private static CommandSpec Refused(string name) => new(
        name, "ID", "not supported: a container's memory cannot be saved", [], [$"edgerun {name} web"], 0, int.MaxValue,
        _ => throw new ContainerException($"{name} is not supported: a container's memory cannot be saved"), RestIsVerbatim: true);
}
