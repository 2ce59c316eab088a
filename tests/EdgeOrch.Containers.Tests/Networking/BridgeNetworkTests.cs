using System.Net;
using System.Net.Sockets;
using System.Text;
using EdgeOrch.Containers.Networking;

namespace EdgeOrch.Containers.Tests.Networking;

/// <summary>Packets between containers, device and the outside, each a network namespace of its own.</summary>
public sealed class BridgeNetworkTests : IDisposable
{
    private static readonly BridgePlan s_plan = new("edgeorch0", IPNetwork.Parse("10.213.0.0/22"), IPNetwork.Parse("fd12:3456:789a:1::/64"), Closed: true, Closed6: true);
    private static readonly BridgeEndpoint s_web = new("main.web", 2, [new PublishedPort(80, 8080, PortProtocol.Tcp), new PublishedPort(81, 8081, PortProtocol.Udp)]);
    private static readonly BridgeEndpoint s_client = new("main.client", 3, []);
    private static readonly IPAddress s_device = IPAddress.Parse("203.0.113.1");
    private static readonly IPAddress s_device6 = IPAddress.Parse("2001:db8::1");
    private static readonly IPAddress s_outside = IPAddress.Parse("203.0.113.2");
    private static readonly IPAddress s_outside6 = IPAddress.Parse("2001:db8::2");

    private readonly NetworkSandbox _device = new();
    private readonly NetworkSandbox _outside = new();
    private readonly NetworkSandbox _web = new();
    private readonly NetworkSandbox _client = new();

    public BridgeNetworkTests()
    {
        Cable(_outside, "up0", "203.0.113", "2001:db8:");
        _device.Run(() => BridgeNetwork.Ensure(s_plan, [s_web, s_client]));
        _device.Run(() => BridgeNetwork.AttachTo(s_plan, s_web, _web.Fd));
        _device.Run(() => BridgeNetwork.AttachTo(s_plan, s_client, _client.Fd));
    }

    [Theory]
    [InlineData("203.0.113.2", "203.0.113.1")]
    [InlineData("2001:db8::2", "2001:db8::1")]
    public void Outbound_FromContainer_ComesFromTheDevicesAddress(string server, string seen)
    {
        using var listener = Listen(_outside, 7000);

        Assert.Equal(IPAddress.Parse(seen), Connect(_client, IPAddress.Parse(server), 7000, listener));
    }

    [Theory]
    [InlineData("10.213.0.2")]
    [InlineData("fd12:3456:789a:1::2")]
    public void Containers_AmongThemselves_SeeEachOthersAddress(string server)
    {
        using var listener = Listen(_web, 8080);

        var seen = Connect(_client, IPAddress.Parse(server), 8080, listener);

        Assert.Contains(seen, (IPAddress?[])[s_client.Address(s_plan), s_client.Address6(s_plan)]);
    }

    [Fact]
    public void PublishedPort_FromOutside_IsTheContainersWithTheClientsAddress()
    {
        using var listener = Listen(_web, 8080);

        Assert.Equal(s_outside, Connect(_outside, s_device, 80, listener));
        Assert.Equal(s_outside6, Connect(_outside, s_device6, 80, listener));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("203.0.113.1")]
    [InlineData("10.213.0.1")]
    [InlineData("2001:db8::1")]
    public void PublishedPort_FromTheDeviceItself_IsTheContainers(string address)
    {
        using var listener = Listen(_web, 8080);

        Connect(_device, IPAddress.Parse(address), 80, listener);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    public void PublishedPort_FromTheBridge_IsTheContainersEvenForItself(string bridgeNetfilter)
    {
        foreach (var setting in (string[])["bridge-nf-call-iptables", "bridge-nf-call-ip6tables"])
            if (File.Exists($"/proc/sys/net/bridge/{setting}")) _device.Run(() => File.WriteAllText($"/proc/sys/net/bridge/{setting}", bridgeNetfilter));
        using var listener = Listen(_web, 8080);

        Connect(_client, s_device, 80, listener);
        Connect(_web, s_device, 80, listener);
        Connect(_client, s_device6, 80, listener);
        Connect(_web, s_device6, 80, listener);
    }

    [Fact]
    public void UnpublishedPort_FromOutsideByARoute_IsClosed()
    {
        _outside.Program("ip", "route", "add", "10.213.0.0/22", "via", "203.0.113.1");
        using var listener = Listen(_web, 8080);
        Connect(_client, s_web.Address(s_plan), 8080, listener);

        Assert.False(Reaches(_outside, s_web.Address(s_plan), 8080));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Forwarding_BetweenTwoCables_IsOpenOnlyIfItWasBefore(bool closed, bool reaches)
    {
        using var other = new NetworkSandbox();
        Cable(other, "up1", "198.51.100", "2001:db8:1:");
        _outside.Program("ip", "route", "add", "198.51.100.0/24", "via", "203.0.113.1");
        other.Program("ip", "route", "add", "203.0.113.0/24", "via", "198.51.100.1");
        _device.Run(() => BridgeNetwork.Ensure(s_plan with { Closed = closed }, [s_web]));
        using var listener = Listen(other, 7000);

        Assert.Equal(reaches, Reaches(_outside, IPAddress.Parse("198.51.100.2"), 7000));
    }

    [Fact]
    public void PublishedUdp_SenderThatWasThereBefore_ReachesTheContainer()
    {
        _device.Run(() => BridgeNetwork.Ensure(s_plan, []));
        using var server = _web.Run(() => new UdpClient(8081));
        using var sender = _outside.Run(() => new UdpClient("203.0.113.1", 81));
        Send(sender, "before");

        _device.Run(() => BridgeNetwork.Ensure(s_plan, [s_web]));
        _device.Run(() => BridgeNetwork.AttachTo(s_plan, s_web, _web.Fd));

        server.Client.ReceiveTimeout = 100;
        IPEndPoint? from = null;
        string? received = null;
        for (var i = 0; i < 50 && received is null; i++)
        {
            Send(sender, "after");
            try
            {
                received = Encoding.ASCII.GetString(server.Receive(ref from));
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock)
            {
                // Asked again.
            }
        }

        Assert.Equal("after", received);
        Assert.Equal(s_outside, from!.Address);
    }

    [Fact]
    public void Attach_Again_ReplacesTheInterface()
    {
        _device.Run(() => BridgeNetwork.AttachTo(s_plan, s_web, _web.Fd));
        _device.Run(() => BridgeNetwork.Ensure(s_plan, [s_web, s_client]));

        Assert.Equal(["edgeorch-2", "edgeorch-3"], _device.Run(() => BridgeNetwork.Ports("edgeorch0")).Order());
        using var listener = Listen(_web, 8080);
        Connect(_client, s_web.Address(s_plan), 8080, listener);
    }

    [Fact]
    public void Ensure_OtherSubnet_ReplacesTheAddresses()
    {
        _device.Run(() => BridgeNetwork.Ensure(s_plan with { Subnet = IPNetwork.Parse("10.7.0.0/24"), Subnet6 = null, Mtu = 1300 }, []));

        var shown = _device.Program("ip", "addr", "show", "edgeorch0");

        Assert.Contains("10.7.0.1/24", shown, StringComparison.Ordinal);
        Assert.Contains("mtu 1300", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("10.213", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("fd12", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void Ensure_MtuNotGiven_IsThatOfTheWayOut()
    {
        _device.Program("ip", "route", "add", "default", "via", "203.0.113.2");
        _device.Program("ip", "link", "set", "up0", "mtu", "1280");
        _device.Run(() => BridgeNetwork.Ensure(s_plan, [s_web]));
        _device.Run(() => BridgeNetwork.AttachTo(s_plan, s_web, _web.Fd));

        Assert.Contains("mtu 1280", _web.Program("ip", "link", "show", "eth0"), StringComparison.Ordinal);
    }

    [Fact]
    public void Remove_AllDetached_LeavesNothing()
    {
        _device.Run(() => BridgeNetwork.Detach(s_web));
        _device.Run(() => BridgeNetwork.Detach(s_web));
        _device.Run(() => BridgeNetwork.RemovePort(BridgeNetwork.Ports("edgeorch0").Single()));
        Assert.True(_device.Run(() => BridgeNetwork.Remove(s_plan)));
        Assert.True(_device.Run(() => BridgeNetwork.Remove(s_plan)));

        Assert.False(_device.Run(() => NetworkSettings.Forwards(AddressFamily.InterNetwork)));
        Assert.False(_device.Run(() => NetworkSettings.Forwards(AddressFamily.InterNetworkV6)));
        Assert.Equal("", _device.Program("nft", "list", "ruleset"));
        Assert.Equal(["lo", "up0"], _device.Program("ip", "-br", "link").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' ', '@')[0]).Order());
    }

    [Fact]
    public void Remove_OtherBridges_KeepWhatTheyMayNeed()
    {
        _device.Program("ip", "link", "add", "docker0", "type", "bridge");

        Assert.False(_device.Run(() => BridgeNetwork.Remove(s_plan)));

        Assert.True(_device.Run(() => NetworkSettings.Forwards(AddressFamily.InterNetwork)));
        Assert.Contains("iifkind \"bridge\" accept", _device.Program("nft", "list", "table", "inet", "edgeorch"), StringComparison.Ordinal);
        Assert.DoesNotContain("nat", _device.Program("nft", "list", "table", "inet", "edgeorch"), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        foreach (var sandbox in (NetworkSandbox[])[_device, _outside, _web, _client]) sandbox.Dispose();
    }

    private void Cable(NetworkSandbox other, string name, string network, string network6)
    {
        using var far = new Held(other);
        _device.Program("ip", "link", "add", name, "type", "veth", "peer", "name", "eth0", "netns", far.Pid);
        foreach (var (sandbox, link, number) in ((NetworkSandbox, string, int)[])[(_device, name, 1), (other, "eth0", 2)])
        {
            sandbox.Program("ip", "addr", "add", $"{network}.{number}/24", "dev", link);
            sandbox.Program("ip", "addr", "add", $"{network6}:{number}/64", "dev", link, "nodad");
            sandbox.Program("ip", "link", "set", link, "up");
        }
    }

    private static TcpListener Listen(NetworkSandbox sandbox, int port)
    {
        var listener = sandbox.Run(() => TcpListener.Create(port));
        listener.Start();
        return listener;
    }

    // The address that the server sees.
    private static IPAddress Connect(NetworkSandbox from, IPAddress to, int port, TcpListener listener)
    {
        using var client = from.Run(() => new Socket(to.AddressFamily, SocketType.Stream, ProtocolType.Tcp));
        Assert.True(client.ConnectAsync(to, port).Wait(TimeSpan.FromSeconds(10), Run.Cancel), $"{to}:{port} did not answer");
        var accepted = listener.AcceptSocketAsync(Run.Cancel).AsTask();
        Assert.True(accepted.Wait(TimeSpan.FromSeconds(10), Run.Cancel), $"{to}:{port} was answered by somebody else");
        using var server = accepted.Result;
        var seen = ((IPEndPoint)server.RemoteEndPoint!).Address;
        return seen.IsIPv4MappedToIPv6 ? seen.MapToIPv4() : seen;
    }

    // Only for what must not come through: it waits.
    private static bool Reaches(NetworkSandbox from, IPAddress to, int port)
    {
        using var client = from.Run(() => new Socket(to.AddressFamily, SocketType.Stream, ProtocolType.Tcp));
        try
        {
            return client.ConnectAsync(to, port).Wait(TimeSpan.FromSeconds(1), Run.Cancel);
        }
        catch (AggregateException e) when (e.InnerException is SocketException)
        {
            return false;
        }
    }

    private static void Send(UdpClient sender, string text)
    {
        try
        {
            sender.Send(Encoding.ASCII.GetBytes(text));
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            // The answer to the one before.
        }
    }

    // ip(8) moves an interface by a process that is there.
    private sealed class Held : IDisposable
    {
        private readonly System.Diagnostics.Process _process;

        public Held(NetworkSandbox sandbox)
        {
            _process = sandbox.Run(() => System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("busybox", ["sleep", "60"]))!);
        }

        public string Pid => _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture);

        public void Dispose()
        {
            _process.Kill();
            _process.WaitForExit();
            _process.Dispose();
        }
    }
}
