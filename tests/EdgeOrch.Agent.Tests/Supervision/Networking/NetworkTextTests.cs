using System.Net;
using EdgeOrch.Agent.Supervision.Networking;
using EdgeOrch.Containers.Networking;

namespace EdgeOrch.Agent.Tests.Supervision.Networking;

/// <summary>The files of a container on the bridge, and the choice of its network.</summary>
public sealed class NetworkTextTests
{
    private static readonly BridgePlan s_plan = new("edgeorch0", IPNetwork.Parse("10.213.0.0/22"), IPNetwork.Parse("fd00:1:2:1::/64"));

    [Fact]
    public void Hosts_PeersOfOwnAndOtherDeployments_AreNamed()
    {
        IReadOnlyList<AddressLease> all = [new("shop.web", 2, []), new("shop.db", 3, []), new("logs.web", 4, [])];

        Assert.Equal(
            """
            127.0.0.1	localhost
            ::1	localhost ip6-localhost ip6-loopback
            10.213.0.2	web shop.web shop-web
            fd00:1:2:1::2	web shop.web shop-web
            10.213.0.4	logs.web logs-web
            fd00:1:2:1::4	logs.web logs-web
            10.213.0.3	db shop.db shop-db
            fd00:1:2:1::3	db shop.db shop-db

            """,
            HostsFile.Content(all[0], "web", all, s_plan));
    }

    [Fact]
    public void Hosts_TwoWithTheSameJoinedName_HaveItNeither()
    {
        IReadOnlyList<AddressLease> all = [new("a-b.c", 2, []), new("a.b-c", 3, [])];

        Assert.Equal(
            "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n10.213.0.2\tc a-b.c\n10.213.0.3\ta.b-c\n",
            HostsFile.Content(all[0], "c", all, s_plan with { Subnet6 = null }));
    }

    [Theory]
    [InlineData("nameserver 192.168.1.1\nsearch lan\noptions ndots:2\n", "", "search lan\noptions ndots:2\nnameserver 192.168.1.1\n")]
    [InlineData("# made by resolved\nnameserver 127.0.0.53\noptions edns0 trust-ad\n", "nameserver 9.9.9.9\nsearch office\n", "search office\nnameserver 9.9.9.9\n")]
    [InlineData("nameserver 127.0.0.1\nnameserver fe80::1%eth0\nnameserver fd00::53\n", "", "nameserver fd00::53\n")]
    public void Resolver_DevicesServers_AreThoseThatAContainerReaches(string device, string resolved, string expected) =>
        Assert.Equal(expected, ResolverFile.Content([], device, resolved));

    [Fact]
    public void Resolver_OnlyLoopback_SaysWhyThereIsNone() =>
        Assert.Contains("--bridge-dns", ResolverFile.Content([], "nameserver 127.0.0.1\n", ""), StringComparison.Ordinal);

    [Fact]
    public void Resolver_OperatorsServers_WinOverTheDevices() =>
        Assert.Equal("search lan\nnameserver 1.1.1.1\nnameserver fd00::1\n", ResolverFile.Content([IPAddress.Parse("1.1.1.1"), IPAddress.Parse("fd00::1")], "search lan\nnameserver 192.168.1.1\n", ""));

    [Fact]
    public void Subnet_RoutesOfTheDevice_AreAvoided()
    {
        Assert.Equal(IPNetwork.Parse("10.213.0.0/22"), SubnetChoice.Free([IPNetwork.Parse("10.88.0.0/16"), IPNetwork.Parse("172.17.0.0/16")]));
        Assert.Equal(IPNetwork.Parse("10.215.0.0/22"), SubnetChoice.Free([IPNetwork.Parse("10.213.1.0/24"), IPNetwork.Parse("10.214.0.0/16")]));
        Assert.Contains("--bridge-subnet", Assert.Throws<LeaseException>(() => SubnetChoice.Free([IPNetwork.Parse("10.0.0.0/8")])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Subnet6_IsUniqueLocalAndAnotherOneEachTime()
    {
        Assert.Matches("^fd[0-9a-f:]+::/64$", SubnetChoice.Random6().ToString());
        Assert.NotEqual(SubnetChoice.Random6(), SubnetChoice.Random6());
    }
}
