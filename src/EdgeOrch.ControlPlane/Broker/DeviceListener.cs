using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using EdgeOrch.ControlPlane.Identity;
using Microsoft.Extensions.Options;
using MQTTnet.Adapter;
using MQTTnet.Diagnostics.Logger;
using MQTTnet.Formatter;
using MQTTnet.Implementations;
using MQTTnet.Server;

namespace EdgeOrch.ControlPlane.Broker;

/// <summary>Accepts devices for MQTTnet: TLS with a client certificate of our CA, within a deadline, at most so many at a time, none of their packets too large.</summary>
/// <remarks>MQTTnet's own listener lets whoever passes TLS announce a CONNECT of 200 MiB, and believes it.</remarks>
internal sealed partial class DeviceListener(
    IOptions<BrokerOptions> broker, CertificateAuthority authority, DropCounter drops, TimeProvider time, ILogger<DeviceListener> log) : IMqttServerAdapter
{
    private const int Backlog = 512;
    private static readonly TimeSpan AcceptRetry = TimeSpan.FromMilliseconds(100);

    private readonly ILogger<DeviceListener> _logger = log;
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Socket> _sockets = [];
    private int _connections;

    /// <inheritdoc/>
    public Func<IMqttChannelAdapter, Task> ClientHandler { get; set; } = _ => Task.CompletedTask;

    /// <summary>Connections now, those that are being made included.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <inheritdoc/>
    /// <exception cref="SocketException">An address cannot be had.</exception>
    public Task StartAsync(MqttServerOptions options, IMqttNetLogger logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        foreach (var address in new[] { broker.Value.ListenIPv4, broker.Value.ListenIPv6 }.OfType<string>())
        {
            var socket = Listen(new IPEndPoint(IPAddress.Parse(address), broker.Value.Port));
            _sockets.Add(socket);
            _ = AcceptAsync(socket, options, logger);
        }
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        foreach (var socket in _sockets) socket.Dispose();
        _sockets.Clear();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var socket in _sockets) socket.Dispose();
        _stopping.Dispose();
    }

    private SslServerAuthenticationOptions Tls() => new()
    {
        ServerCertificateContext = authority.Server,
        ClientCertificateRequired = true,
        RemoteCertificateValidationCallback = (_, certificate, _, _) => IsOurs(certificate),
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
    };

    private static Socket Listen(IPEndPoint endpoint)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (endpoint.AddressFamily == AddressFamily.InterNetworkV6) socket.DualMode = false;
            socket.Bind(endpoint);
            socket.Listen(Backlog);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task AcceptAsync(Socket listening, MqttServerOptions server, IMqttNetLogger trace)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var socket = await listening.AcceptAsync(_stopping.Token);
                _ = ServeAsync(socket, server, trace);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException e)
            {
                if (_stopping.IsCancellationRequested) return;
                // Out of descriptors, most likely: those that are open go on, and others get in when some end.
                LogNotAccepted(e);
                await Task.Delay(AcceptRetry, time, CancellationToken.None);
            }
        }
    }

    private async Task ServeAsync(Socket socket, MqttServerOptions server, IMqttNetLogger trace)
    {
        var remote = socket.RemoteEndPoint;
        try
        {
            if (Interlocked.Increment(ref _connections) > broker.Value.MaxConnections)
            {
                drops.Drop($"{remote}", "", $"more than {broker.Value.MaxConnections} connections");
                return;
            }
            await ServeCountedAsync(socket, server, trace);
        }
        catch (Exception e) when (e is AuthenticationException or IOException or OperationCanceledException or SocketException or ObjectDisposedException)
        {
            LogNotConnected(remote, e.InnerException?.Message ?? e.Message);
        }
#pragma warning disable CA1031 // Nobody waits for this task: what it throws would be lost, and one client must not end the others.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogFailed(remote, e);
        }
        finally
        {
            Interlocked.Decrement(ref _connections);
            socket.Dispose();
        }
    }

    private async Task ServeCountedAsync(Socket socket, MqttServerOptions server, IMqttNetLogger trace)
    {
        socket.NoDelay = true;
        var (local, remote) = (socket.LocalEndPoint!, socket.RemoteEndPoint!);
        using var deadline = new CancellationTokenSource(broker.Value.ConnectTimeout, time);
        await using var stream = new SslStream(new NetworkStream(socket, ownsSocket: false));
        await stream.AuthenticateAsServerAsync(Tls(), deadline.Token);
        using var certificate = X509CertificateLoader.LoadCertificate(stream.RemoteCertificate!.GetRawCertData());
        var client = certificate.GetNameInfo(X509NameType.SimpleName, false);
        using var channel = new LimitedChannel(
            new MqttTcpChannel(stream, local, remote, certificate), cause => drops.Drop(client, "", cause), deadline.Token);
        using var adapter = new MqttChannelAdapter(
            channel, new MqttPacketFormatterAdapter(new MqttBufferWriter(server.WriterBufferSize, server.WriterBufferSizeMax)), trace);
        await ClientHandler(adapter);
    }

    private bool IsOurs(X509Certificate? certificate)
    {
        if (certificate is null) return false;
        using var client = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return authority.Issued(client);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "no connection can be accepted now; it is tried again")]
    private partial void LogNotAccepted(Exception e);

    [LoggerMessage(Level = LogLevel.Information, Message = "connection from {Remote} was not made: {Cause}")]
    private partial void LogNotConnected(EndPoint? remote, string cause);

    [LoggerMessage(Level = LogLevel.Error, Message = "connection from {Remote} failed")]
    private partial void LogFailed(EndPoint? remote, Exception e);
}
