using System.Net;
using System.Net.Sockets;

namespace EdgeOrch.ControlPlane.Tests.Hosting;

/// <summary>Finds ports that nothing listens on.</summary>
internal static class FreePort
{
    public static IPEndPoint Next()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return (IPEndPoint)socket.LocalEndPoint!;
    }
}
