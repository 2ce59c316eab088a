using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace EdgeOrch.ControlPlane.Tests.Broker;

/// <summary>A client that sends bytes of a test's choice over TLS.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly TcpClient _tcp;
    private readonly SslStream _tls;

    private RawClient(TcpClient tcp, SslStream tls) => (_tcp, _tls) = (tcp, tls);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<RawClient> ConnectAsync(int port, X509Certificate2 certificate)
    {
        var tcp = new TcpClient();
        await tcp.ConnectAsync("127.0.0.1", port, Cancellation);
        var tls = new SslStream(tcp.GetStream());
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null, // Whose it is does not matter here.
                ClientCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true),
            },
            Cancellation);
        return new RawClient(tcp, tls);
    }

    public async Task SendAsync(params byte[] bytes)
    {
        await _tls.WriteAsync(bytes, Cancellation);
        await _tls.FlushAsync(Cancellation);
    }

    /// <summary>Sends a CONNECT (MQTT 5 §3.1) without properties and reads the answer.</summary>
    public async Task ConnectMqttAsync(string clientId)
    {
        var id = Encoding.UTF8.GetBytes(clientId);
        await SendAsync([0x10, (byte)(13 + id.Length), 0, 4, (byte)'M', (byte)'Q', (byte)'T', (byte)'T', 5, 0x02, 0, 60, 0, 0, (byte)id.Length, .. id]);
        var answer = new byte[2];
        await _tls.ReadExactlyAsync(answer, Cancellation);
        Assert.Equal(0x20, answer[0]);
        await _tls.ReadExactlyAsync(new byte[answer[1]], Cancellation);
    }

    /// <summary>What comes until the other side closes.</summary>
    public async Task<byte[]> ReadToEndAsync()
    {
        var read = new MemoryStream();
        try
        {
            await _tls.CopyToAsync(read, Cancellation).WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
        }
        catch (IOException)
        {
            // Reset instead of closed: cut off all the same.
        }
        return read.ToArray();
    }

    public void Dispose()
    {
        _tls.Dispose();
        _tcp.Dispose();
    }
}
