using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text.Json;
using EdgeOrch.Containers.Networking;

namespace EdgeOrch.Containers.Tests.Networking;

/// <summary>What we ask of the kernel, seen by iproute2's own <c>ip</c>.</summary>
public sealed class RouteSocketTests : IDisposable
{
    private static readonly PhysicalAddress s_address = PhysicalAddress.Parse("02-65-0A-01-00-01");
    private readonly NetworkSandbox _device = new();
    private readonly NetworkSandbox _container = new();
    private readonly RouteSocket _links;

    public RouteSocketTests() => _links = RouteSocket.OpenIn(_device.Fd);

    [Fact]
    public void AddBridge_WithAddresses_IsWhatIpShows()
    {
        var bridge = MakeBridge();
        _links.AddAddress(bridge, IPAddress.Parse("10.1.0.1"), 22);
        _links.AddAddress(bridge, IPAddress.Parse("fd00:1::1"), 64);

        // Again, as after a restart.
        _links.AddBridge("b0", s_address, 1400);
        _links.AddAddress(bridge, IPAddress.Parse("10.1.0.1"), 22);

        var shown = Json("ip", "-j", "-d", "addr", "show", "b0")[0];
        Assert.Equal("bridge", shown.GetProperty("linkinfo").GetProperty("info_kind").GetString());
        Assert.Equal(1400, shown.GetProperty("mtu").GetInt32());
        Assert.Equal("02:65:0a:01:00:01", shown.GetProperty("address").GetString());
        Assert.Contains("UP", shown.GetProperty("flags").EnumerateArray().Select(f => f.GetString()));
        Assert.Equal(
            [("10.1.0.1", 22), ("fd00:1::1", 64)],
            shown.GetProperty("addr_info").EnumerateArray().Where(a => a.GetProperty("scope").GetString() == "global")
                .Select(a => (a.GetProperty("local").GetString(), a.GetProperty("prefixlen").GetInt32())));
        Assert.Equal([(IPAddress.Parse("10.1.0.1"), 22), (IPAddress.Parse("fd00:1::1"), 64)], _links.Addresses(bridge));
        _links.DeleteAddress(bridge, IPAddress.Parse("10.1.0.1"), 22);
        Assert.Equal([(IPAddress.Parse("fd00:1::1"), 64)], _links.Addresses(bridge));
    }

    [Fact]
    public void AddPair_ContainerEnd_IsReachedThroughTheBridge()
    {
        var bridge = MakeBridge();
        _links.AddAddress(bridge, IPAddress.Parse("10.1.0.1"), 22);
        _links.AddAddress(bridge, IPAddress.Parse("fd00:1::1"), 64);
        _links.AddPair("eo-2", bridge.Index, "eth0", PhysicalAddress.Parse("02-65-0A-01-00-02"), _container.Fd, 1400);
        var port = _links.Find("eo-2")!;
        _links.SetHairpin(port);
        _links.SetUp(port, "main.web");
        using (var inside = RouteSocket.OpenIn(_container.Fd))
        {
            var eth0 = inside.Find("eth0")!;
            inside.SetUp(eth0);
            inside.AddAddress(eth0, IPAddress.Parse("10.1.0.2"), 22);
            inside.AddAddress(eth0, IPAddress.Parse("fd00:1::2"), 64);
            inside.AddDefaultRoute(eth0, IPAddress.Parse("10.1.0.1"));
            inside.AddDefaultRoute(eth0, IPAddress.Parse("fd00:1::1"));
            Assert.Equal("veth", eth0.Kind);
            Assert.Contains(inside.Routes(AddressFamily.InterNetwork), r => r.Destination == IPNetwork.Parse("0.0.0.0/0") && r.Link == eth0.Index);
            Assert.Contains(inside.Routes(AddressFamily.InterNetworkV6), r => r.Destination == IPNetwork.Parse("::/0") && r.Link == eth0.Index);
        }

        Assert.Equal(bridge.Index, port.Bridge);
        Assert.Contains("hairpin on", _device.Program("bridge", "-d", "link", "show", "dev", "eo-2"), StringComparison.Ordinal);
        Assert.Equal("main.web", Json("ip", "-j", "link", "show", "eo-2")[0].GetProperty("ifalias").GetString());
        _device.Program("busybox", "ping", "-c1", "-W5", "10.1.0.2");
        _device.Program("busybox", "ping", "-c1", "-W5", "fd00:1::2");
        _container.Program("busybox", "ping", "-c1", "-W5", "10.1.0.1");
        Assert.Contains(_links.Routes(AddressFamily.InterNetwork), r => r.Destination == IPNetwork.Parse("10.1.0.0/22") && r.Link == bridge.Index);
    }

    [Fact]
    public void Delete_OneEnd_TakesTheOther()
    {
        var bridge = MakeBridge();
        _links.AddPair("eo-2", bridge.Index, "eth0", s_address, _container.Fd, 1400);

        Assert.True(_links.Delete("eo-2"));
        Assert.False(_links.Delete("eo-2"));

        using var inside = RouteSocket.OpenIn(_container.Fd);
        Assert.Null(inside.Find("eth0"));
        Assert.Equal(["b0", "lo"], _links.Links().Select(l => l.Name).Order());
    }

    [Fact]
    public void AddPair_NameTaken_SaysWhatTheKernelRefused()
    {
        var bridge = MakeBridge();

        var refused = Assert.Throws<ContainerException>(() => _links.AddPair("b0", bridge.Index, "eth0", s_address, _container.Fd, 1400));

        Assert.Equal("RTM_NEWLINK", refused.Call);
        Assert.Contains("EEXIST", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _links.Dispose();
        _device.Dispose();
        _container.Dispose();
    }

    private LinkState MakeBridge()
    {
        _links.AddBridge("b0", s_address, 1400);
        var bridge = _links.Find("b0")!;
        _links.SetUp(bridge);
        return bridge;
    }

    private JsonElement[] Json(params string[] command) => [.. JsonDocument.Parse(_device.Program(command)).RootElement.EnumerateArray()];
}
