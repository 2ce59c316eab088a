using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EdgeOrch.Agent.Workloads;

/// <summary>Connects to a port of the container, from within its network, and asks for a page where one is named.</summary>
/// <param name="sockets">Makes sockets in the container's network.</param>
/// <param name="port">The port.</param>
/// <param name="path">Path of an HTTP GET; null: a connection is enough.</param>
/// <param name="address">The container's address on the bridge; null takes its loopback.</param>
internal sealed class NetworkHealthProbe(Func<AddressFamily, Socket> sockets, int port, string? path, IPAddress? address = null) : IHealthProbe
{
    private const int MaxStatusLine = 1024;

    /// <inheritdoc/>
    public async Task<string?> CheckAsync(CancellationToken cancellation)
    {
        try
        {
            using var socket = await ConnectAsync(cancellation);
            return path is null ? null : await GetAsync(socket, path, cancellation);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return string.Create(CultureInfo.InvariantCulture, $"port {port}: {e.Message}");
        }
    }

    private async Task<Socket> ConnectAsync(CancellationToken cancellation)
    {
        // On the bridge as its peers reach it: what listens on loopback alone is of no use to them.
        if (address is not null) return await ConnectAsync(address, cancellation);
        try
        {
            return await ConnectAsync(IPAddress.Loopback, cancellation);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            // A server may listen on IPv6 alone.
            return await ConnectAsync(IPAddress.IPv6Loopback, cancellation);
        }
    }

    private async Task<Socket> ConnectAsync(IPAddress to, CancellationToken cancellation)
    {
        var socket = sockets(to.AddressFamily);
        try
        {
            await socket.ConnectAsync(new IPEndPoint(to, port), cancellation);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<string?> GetAsync(Socket socket, string path, CancellationToken cancellation)
    {
        var request = $"GET {path} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: edgeorch\r\nAccept: */*\r\nConnection: close\r\n\r\n";
        await socket.SendAsync(Encoding.ASCII.GetBytes(request), cancellation);
        var buffer = new byte[MaxStatusLine];
        var length = 0;
        while (length < buffer.Length)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(length), cancellation);
            length += read;
            if (read == 0 || buffer.AsSpan(0, length).Contains((byte)'\n')) break;
        }

        return Judge(Encoding.ASCII.GetString(buffer, 0, length).Split('\r', '\n')[0]);
    }

    /// <summary>Reads a status line (RFC 9112 §4): null for 200 to 399.</summary>
    internal static string? Judge(string line)
    {
        var parts = line.Split(' ');
        if (!line.StartsWith("HTTP/1.", StringComparison.Ordinal) || parts.Length < 2 || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var status))
            return "the answer is not HTTP";
        return status is >= 200 and <= 399 ? null : string.Create(CultureInfo.InvariantCulture, $"HTTP status {status}");
    }
}
