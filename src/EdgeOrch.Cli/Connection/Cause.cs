using System.Net.Sockets;
using System.Security.Authentication;

namespace EdgeOrch.Cli.Connection;

/// <summary>Says in a few words why a connection failed.</summary>
internal static class Cause
{
    public static string Of(Exception failure)
    {
        var chain = Chain(failure).ToList();
        if (chain.OfType<SocketException>().FirstOrDefault() is { } socket) return socket.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => "connection refused",
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "the host name cannot be resolved",
            SocketError.ConnectionReset => "the connection was reset",
            _ => OneLine(socket.Message),
        };
        if (chain.OfType<AuthenticationException>().FirstOrDefault() is { } tls) return $"TLS: {OneLine(tls.Message)}";
        if (chain.Any(e => e is OperationCanceledException)) return "no answer in time";
        return OneLine(chain[^1].Message);
    }

    private static IEnumerable<Exception> Chain(Exception? e)
    {
        for (; e is not null; e = e.InnerException) yield return e;
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").TrimEnd('.');
}
