using System.Net;
using System.Net.Sockets;

namespace EdgeOrch.Testing;

/// <summary>Finds TCP ports of loopback that nothing listens on, for a program that is started a moment later.</summary>
/// <remarks>
/// Below the range from which Linux takes ports for outgoing connections (<c>net.ipv4.ip_local_port_range</c>, from 32768):
/// one of that range may be taken by any connection between the look and the program's start.
/// </remarks>
public static class FreePort
{
    private const int First = 10_000;
    private const int Last = 32_000;
    private static int s_last = Random.Shared.Next(First, Last);

    /// <summary>A port that this process was not given before, unless it asked for more than twenty thousand.</summary>
    /// <exception cref="InvalidOperationException">All are in use.</exception>
    public static int Next()
    {
        for (var tried = First; tried < Last; tried++)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref s_last) % (Last - First));
            if (IsFree(port)) return port;
        }

        throw new InvalidOperationException($"every port from {First} to {Last} is in use");
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return false;
        }
    }
}
