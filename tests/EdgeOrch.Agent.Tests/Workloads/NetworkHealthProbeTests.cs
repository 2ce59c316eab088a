using System.Net;
using System.Net.Sockets;
using System.Text;
using EdgeOrch.Agent.Workloads;

namespace EdgeOrch.Agent.Tests.Workloads;

public sealed class NetworkHealthProbeTests
{
    [Theory]
    [InlineData("HTTP/1.1 200 OK", null)]
    [InlineData("HTTP/1.0 399 x", null)]
    [InlineData("HTTP/1.1 400 Bad Request", "HTTP status 400")]
    [InlineData("HTTP/1.1 503", "HTTP status 503")]
    [InlineData("SSH-2.0-OpenSSH", "the answer is not HTTP")]
    [InlineData("", "the answer is not HTTP")]
    public void Judge_StatusLine_IsReadAsTheRuleSays(string line, string? problem) => Assert.Equal(problem, NetworkHealthProbe.Judge(line));

    [Fact]
    public async Task Check_ServerInThisNetwork_IsWellAndSendsThePath()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var served = ServeOneAsync(listener);
        Assert.Null(await Probe(listener, "/ready").CheckAsync(TestContext.Current.CancellationToken));
        Assert.StartsWith("GET /ready HTTP/1.1\r\nHost: localhost\r\n", await served, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_ContainerOnTheBridge_IsAskedAtItsAddressAlone()
    {
        // As good as an address on the bridge: another one than the usual loopback's.
        var own = IPAddress.Parse("127.0.0.9");
        using var listener = new TcpListener(own, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        Assert.NotNull(await Probe(listener, null).CheckAsync(TestContext.Current.CancellationToken));
        Assert.Null(await At(own).CheckAsync(TestContext.Current.CancellationToken));
        Assert.NotNull(await At(IPAddress.Parse("127.0.0.8")).CheckAsync(TestContext.Current.CancellationToken));

        NetworkHealthProbe At(IPAddress address) => new(f => new Socket(f, SocketType.Stream, ProtocolType.Tcp), port, null, address);
    }

    [Fact]
    public async Task Check_NobodyListens_SaysThePort()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var probe = Probe(listener, null);
        Assert.Null(await probe.CheckAsync(TestContext.Current.CancellationToken));
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        Assert.StartsWith($"port {port}: ", await probe.CheckAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public void Create_ProcessThatIsGone_SaysSo() => Assert.Throws<IOException>(() => ContainerNetwork.Create(int.MaxValue, AddressFamily.InterNetwork));

    private static NetworkHealthProbe Probe(TcpListener listener, string? path) => new(
        family => ContainerNetwork.Create(Environment.ProcessId, family), ((IPEndPoint)listener.LocalEndpoint).Port, path);

    private static async Task<string> ServeOneAsync(TcpListener listener)
    {
        using var client = await listener.AcceptTcpClientAsync();
        var buffer = new byte[4096];
        var length = await client.GetStream().ReadAsync(buffer);
        await client.GetStream().WriteAsync("HTTP/1.1 204 No Content\r\n\r\n"u8.ToArray());
        return Encoding.ASCII.GetString(buffer, 0, length);
    }
}
