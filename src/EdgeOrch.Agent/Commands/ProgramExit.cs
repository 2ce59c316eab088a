using EdgeOrch.Agent.Supervision.Protocol;
using EdgeOrch.Containers;

namespace EdgeOrch.Agent.Commands;

/// <summary>Exit codes of commands that end with the code of a container's program: what is not that program's own is told as docker(1) tells it.</summary>
internal static class ProgramExit
{
    /// <summary>The command itself failed.</summary>
    public const int CommandFailed = 125;

    /// <summary>The program is there and cannot be executed.</summary>
    public const int NotExecutable = 126;

    /// <summary>There is no such program in the container.</summary>
    public const int NoProgram = 127;

    /// <summary>Runs a command; a failure is one line on standard error.</summary>
    /// <param name="name">The command's name.</param>
    /// <param name="run">The command.</param>
    public static int Of(string name, Func<Task<int>> run)
    {
        try
        {
            return run().GetAwaiter().GetResult();
        }
        catch (Exception failure) when (failure is SupervisorException or ContainerException or IOException or InvalidDataException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"edgeorchd {name}: {failure.Message.ReplaceLineEndings(" ")}");
            return (failure as SupervisorException)?.Kind switch
            {
                SupervisorErrorKind.NoProgram => NoProgram,
                SupervisorErrorKind.NotExecutable => NotExecutable,
                _ => CommandFailed,
            };
        }
    }
}
