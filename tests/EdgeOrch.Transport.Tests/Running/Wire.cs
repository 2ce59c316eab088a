using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace EdgeOrch.Transport.Tests.Running;

/// <summary>The network between device and broker, which a test may cut: a TCP relay on loopback.</summary>
internal sealed class Wire : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<TcpClient, byte> _open = [];
    private readonly Task _accept;
    private int _connects;

    public Wire(int target)
    {
        Target = target;
        _listener.Start();
        _accept = AcceptAsync();
    }

    /// <summary>Where devices connect.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The broker's port; may change while the wire is up.</summary>
    public int Target { get; set; }

    /// <summary>Connections that devices tried so far.</summary>
    public int Connects => Volatile.Read(ref _connects);

    /// <summary>Whether new connections end at once, as with a broker that is away.</summary>
    public bool IsDown { get; set; }

    /// <summary>Ends every connection without a word of MQTT.</summary>
    public void Cut()
    {
        foreach (var end in _open.Keys) end.Close();
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        Cut();
        await _accept;
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var device = await _listener.AcceptTcpClientAsync();
                Interlocked.Increment(ref _connects);
                if (IsDown) device.Close();
                else _ = RelayAsync(device);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Stopped.
        }
    }

    private async Task RelayAsync(TcpClient device)
    {
        using var broker = new TcpClient();
        using (device)
        {
            (_open[device], _open[broker]) = (0, 0);
            try
            {
                await broker.ConnectAsync(IPAddress.Loopback, Target);
                await Task.WhenAny(device.GetStream().CopyToAsync(broker.GetStream()), broker.GetStream().CopyToAsync(device.GetStream()));
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // Cut, or the broker is away.
            }

            _open.TryRemove(device, out _);
            _open.TryRemove(broker, out _);
        }
    }
}
