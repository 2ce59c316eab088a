using System.Net;
using EdgeOrch.Containers.Networking;
using EdgeOrch.Containers.Networking.Firewall;

namespace EdgeOrch.Containers.Tests.Networking;

/// <summary>Our rules as <c>nft</c> reads them back from the kernel.</summary>
public sealed class BridgeFirewallTests : IDisposable
{
    private static readonly BridgePlan s_plan = new("edgeorch0", IPNetwork.Parse("10.213.0.0/22"), IPNetwork.Parse("fd12:3456:789a:1::/64"), Closed: true, Closed6: true);
    private static readonly BridgeEndpoint s_web = new("main.web", 2, [new PublishedPort(80, 8080, PortProtocol.Tcp), new PublishedPort(53, 5353, PortProtocol.Udp, IPAddress.Parse("192.168.1.2"))]);
    private readonly NetworkSandbox _device = new();

    [Fact]
    public void Apply_Endpoints_AreTheRulesThatNftShows()
    {
        _device.Run(() => BridgeFirewall.Apply(s_plan, [s_web]));

        Assert.Equal(
            """
            table inet edgeorch {
            	chain guard {
            		type filter hook prerouting priority raw; policy accept;
            		iifname "edgeorch0" ip daddr 127.0.0.0/8 drop comment "the device's own loopback"
            	}

            	chain ports {
            		meta nfproto ipv4 tcp dport 80 dnat ip to 10.213.0.2:8080 comment "main.web"
            		meta nfproto ipv6 tcp dport 80 dnat ip6 to [fd12:3456:789a:1::2]:8080 comment "main.web"
            		ip daddr 192.168.1.2 udp dport 53 dnat ip to 10.213.0.2:5353 comment "main.web"
            	}

            	chain prerouting {
            		type nat hook prerouting priority dstnat; policy accept;
            		fib daddr type local jump ports
            	}

            	chain output {
            		type nat hook output priority -100; policy accept;
            		ip6 daddr ::1 return
            		fib daddr type local jump ports
            	}

            	chain postrouting {
            		type nat hook postrouting priority srcnat; policy accept;
            		ip saddr 127.0.0.0/8 oifname "edgeorch0" masquerade
            		ip saddr 10.213.0.0/22 oifname != "edgeorch0" masquerade
            		ip saddr 10.213.0.0/22 ip daddr 10.213.0.0/22 ct status dnat masquerade
            		ip6 saddr fd12:3456:789a:1::/64 oifname != "edgeorch0" masquerade
            		ip6 saddr fd12:3456:789a:1::/64 ip6 daddr fd12:3456:789a:1::/64 ct status dnat masquerade
            	}

            	chain forward {
            		type filter hook forward priority filter; policy accept;
            		iifname "edgeorch0" accept
            		oifname "edgeorch0" ct state established,related accept
            		oifname "edgeorch0" ct status dnat accept
            		oifname "edgeorch0" drop comment "not published"
            		meta iifkind "bridge" accept
            		meta oifkind "bridge" accept
            		meta nfproto ipv4 drop comment "forwarding was off before edgeorch"
            		meta nfproto ipv6 drop comment "forwarding was off before edgeorch"
            	}
            }

            """,
            _device.Program("nft", "list", "ruleset"));
    }

    [Fact]
    public void Apply_Again_ReplacesOurTableAndNoOther()
    {
        _device.Program("nft", "add", "table", "ip", "theirs");
        _device.Run(() => BridgeFirewall.Apply(s_plan, [s_web]));
        _device.Run(() => BridgeFirewall.Apply(s_plan with { Closed = false, Closed6 = false, Subnet6 = null }, []));

        var rules = _device.Program("nft", "list", "ruleset");

        Assert.Contains("table ip theirs", rules, StringComparison.Ordinal);
        Assert.DoesNotContain("dnat ip", rules, StringComparison.Ordinal);
        Assert.DoesNotContain("fd12", rules, StringComparison.Ordinal);
        Assert.DoesNotContain("iifkind", rules, StringComparison.Ordinal);
        _device.Run(BridgeFirewall.Remove);
        _device.Run(BridgeFirewall.Remove);
        Assert.Equal("table ip theirs {\n}\n", _device.Program("nft", "list", "ruleset"));
    }

    [Fact]
    public void Exists_RulesFlushed_IsFalse()
    {
        Assert.False(_device.Run(BridgeFirewall.Exists));
        _device.Run(() => BridgeFirewall.Apply(s_plan, []));
        Assert.True(_device.Run(BridgeFirewall.Exists));
        _device.Program("nft", "flush", "ruleset");
        Assert.False(_device.Run(BridgeFirewall.Exists));
    }

    [Fact]
    public void Apply_MostContainersWithPorts_FitsOneTransaction()
    {
        var many = Enumerable.Range(2, 256).Select(n => new BridgeEndpoint($"main.c{n}", n, [.. Enumerable.Range(0, 8).Select(p => new PublishedPort(1000 + (n * 8) + p, 80, PortProtocol.Tcp))]));

        _device.Run(() => BridgeFirewall.Apply(s_plan, many));

        Assert.Equal(2 * 256 * 8, _device.Program("nft", "list", "chain", "inet", "edgeorch", "ports").Split("dnat").Length - 1);
    }

    [Fact]
    public void Apply_BadRule_LeavesTheEarlierRules()
    {
        _device.Run(() => BridgeFirewall.Apply(s_plan, [s_web]));
        var before = _device.Program("nft", "list", "ruleset");

        // The kernel takes 256 bytes of comment.
        var refused = _device.Run(() => Record.Exception(() => BridgeFirewall.Apply(s_plan, [s_web with { Id = new string('x', 300) }])));

        Assert.IsType<ContainerException>(refused);
        Assert.Equal(before, _device.Program("nft", "list", "ruleset"));
    }

    [Fact]
    public void Obstacles_OthersThatDropByPolicy_AreNamed()
    {
        _device.Run(() => BridgeFirewall.Apply(s_plan, []));
        Assert.Empty(_device.Run(BridgeFirewall.Obstacles));
        _device.Program("nft", "add", "table", "ip", "filter");
        _device.Program("nft", "add", "chain", "ip", "filter", "FORWARD", "{ type filter hook forward priority 0; policy drop; }");
        _device.Program("nft", "add", "chain", "ip", "filter", "INPUT", "{ type filter hook input priority 0; policy drop; }");

        Assert.Equal(["ip filter FORWARD"], _device.Run(BridgeFirewall.Obstacles));
    }

    public void Dispose() => _device.Dispose();
}
