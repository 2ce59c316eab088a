using System.Net;
using System.Net.Sockets;
using EdgeOrch.Containers;
using EdgeOrch.Containers.Networking;

namespace EdgeOrch.Agent.Supervision.Networking;

/// <summary>
/// Keeps a published port from the device's own programs: they would listen on it and never be asked, since rules send its packets
/// elsewhere. It is bound and never listens.
/// </summary>
internal sealed class PortHold : IDisposable
{
    private const int SolSocket = 1;
    private const int ReuseAddress = 2;
    private const int SolIp = 0;
    private const int FreeBind = 15;
    private const int SolIpv6 = 41;
    private const int FreeBind6 = 78;
    private readonly Socket _socket;

    /// <summary>Takes the port.</summary>
    /// <exception cref="ContainerException">It is taken.</exception>
    public PortHold(PublishedPort port)
    {
        var tcp = port.Protocol == PortProtocol.Tcp;
        var address = port.HostAddress ?? (Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any);
        _socket = new Socket(address.AddressFamily, tcp ? SocketType.Stream : SocketType.Dgram, tcp ? ProtocolType.Tcp : ProtocolType.Udp);
        try
        {
            if (port.HostAddress is null && address.AddressFamily == AddressFamily.InterNetworkV6) _socket.DualMode = true;

            // Its network may come up later than the container.
            if (address.AddressFamily == AddressFamily.InterNetwork) Set(SolIp, FreeBind, 1);
            else Set(SolIpv6, FreeBind6, 1);

            // Connections of whoever had it before may linger (tcp(7), TIME_WAIT); once it is ours, nobody may listen beside us.
            if (tcp) Set(SolSocket, ReuseAddress, 1);
            _socket.Bind(new IPEndPoint(address, port.HostPort));
            if (tcp) Set(SolSocket, ReuseAddress, 0);
        }
        catch (SocketException e)
        {
            _socket.Dispose();
            throw new ContainerException($"port {port} of this device: {(e.SocketErrorCode == SocketError.AddressAlreadyInUse ? "another program uses it" : e.Message)}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private void Set(int level, int option, int value) => _socket.SetRawSocketOption(level, option, BitConverter.GetBytes(value));
}
