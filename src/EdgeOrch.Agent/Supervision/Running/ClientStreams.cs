using EdgeOrch.Agent.Supervision.Kernel;
using EdgeOrch.Agent.Supervision.Protocol;

namespace EdgeOrch.Agent.Supervision.Running;

/// <summary>Descriptors of a client's that follow its request.</summary>
internal static class ClientStreams
{
    // A client that promised descriptors and sends none must not keep others waiting.
    private static readonly TimeSpan s_promise = TimeSpan.FromSeconds(5);

    /// <summary>Takes them; the caller closes them.</summary>
    /// <param name="count">How many.</param>
    /// <param name="receive">Takes the next.</param>
    /// <param name="time">For the patience.</param>
    /// <exception cref="SupervisorException">They did not follow.</exception>
    public static async Task<int[]> ReceiveAsync(int count, Func<CancellationToken, Task<int>> receive, TimeProvider time)
    {
        var streams = new List<int>();
        try
        {
            using var promise = new CancellationTokenSource(s_promise, time);
            while (streams.Count < count) streams.Add(await receive(promise.Token));
            return [.. streams];
        }
        catch (Exception failure)
        {
            foreach (var fd in streams) Posix.Close(fd);
            if (failure is not OperationCanceledException) throw;
            throw new SupervisorException(SupervisorErrorKind.Invalid, "the streams did not follow the request");
        }
    }
}
