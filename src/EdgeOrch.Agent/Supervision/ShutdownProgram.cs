using EdgeOrch.Agent.Supervision.Protocol;

namespace EdgeOrch.Agent.Supervision;

/// <summary><c>edgeorchd shutdown</c>: stops all containers of the device, each with its grace, and then the supervisor.</summary>
internal static class ShutdownProgram
{
    private const string Usage = "edgeorchd shutdown [--supervisor-socket PATH]";

    /// <summary>Asks and waits.</summary>
    /// <param name="arguments">What follows the verb.</param>
    /// <returns>The exit code: 0 when all has ended, 1 when the supervisor did not answer, 2 for wrong arguments.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var path = arguments switch
        {
            [] => new SupervisorOptions().SocketPath,
            ["--supervisor-socket", var given] => given,
            _ => null,
        };
        if (path is null)
        {
            await Console.Error.WriteLineAsync($"\"{string.Join(' ', arguments)}\": is not understood\nusage: {Usage}");
            return 2;
        }

        try
        {
            await new SupervisorClient(path).ShutdownAsync(CancellationToken.None);
            return 0;
        }
        catch (SupervisorException failure)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return 1;
        }
    }
}
