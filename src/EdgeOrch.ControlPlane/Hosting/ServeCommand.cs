using System.Net;
using System.Net.Sockets;
using EdgeOrch.ControlPlane.Identity;

namespace EdgeOrch.ControlPlane.Hosting;

/// <summary><c>edgeorch serve</c>: runs until it is asked to stop.</summary>
internal static class ServeCommand
{
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(ServeOptions options)
    {
        try
        {
            Directory.CreateDirectory(options.Data);
            RequireFree(options.Listen, "--listen");
            RequireFree(options.Mqtt, "--mqtt");
            await using var app = ControlPlaneHost.Build(options);
            await app.Services.GetRequiredService<ApiTokens>().EnsureAdminAsync(CancellationToken.None);
            await app.StartAsync();
            app.Logger.Serving(options.Listen, options.Mqtt, options.Data);
            await app.WaitForShutdownAsync();
            return 0;
        }
#pragma warning disable CA1031 // The program's edge: whatever keeps it from running becomes the one line that its operator reads.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            await Console.Error.WriteLineAsync($"edgeorch: {failure.Message.ReplaceLineEndings(" ")}");
            return 1;
        }
    }

    // Asked before anything starts: a silo that is half up says it less clearly.
    private static void RequireFree(IPEndPoint endpoint, string option)
    {
        using var probe = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            probe.Bind(endpoint);
            probe.Listen();
        }
        catch (SocketException failure)
        {
            var why = failure.SocketErrorCode == SocketError.AddressAlreadyInUse ? "the port is in use by another program" : failure.Message;
            throw new UsageException($"cannot listen on {endpoint} ({option}): {why}");
        }
    }
}
