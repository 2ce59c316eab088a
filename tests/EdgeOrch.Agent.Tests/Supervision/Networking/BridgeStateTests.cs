using System.Net;
using CsCheck;
using EdgeOrch.Agent.Supervision.Networking;
using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.Agent.Tests.Supervision.Networking;

public sealed class BridgeStateTests
{
    private static readonly BridgeState s_empty = new() { Subnet = "10.213.0.0/28", Subnet6 = "fd00:1:2:1::/64" };

    [Fact]
    public void Lease_AnyComingsAndGoings_KeepAddressesDistinctAndStable() =>
        Gen.Select(Gen.Int[0, 20], Gen.Bool).List[0, 100].Sample(steps =>
        {
            var state = s_empty;
            foreach (var (who, comes) in steps)
            {
                var (id, before) = ($"app.c{who}", state);
                try
                {
                    state = comes ? state.With(id, []) : state.Without(id);
                }
                catch (LeaseException)
                {
                    Assert.Equal(BridgeState.Capacity(IPNetwork.Parse(state.Subnet)), state.Leases.Count);
                    continue;
                }

                Assert.Equal(comes, state.Find(id) is not null);
                Assert.Equal(state.Leases.Count, state.Leases.Select(l => l.Number).Distinct().Count());
                Assert.All(state.Leases, l => Assert.InRange(l.Number, 2, 14));

                // Nobody else's address changed, and its own only if it had none.
                Assert.All(before.Leases.Where(l => comes || l.Id != id), l => Assert.Equal(l.Number, state.Find(l.Id)!.Number));
            }
        });

    [Fact]
    public void With_AddressJustFreed_IsNotGivenToTheNext()
    {
        var state = s_empty.With("app.a", []).With("app.b", []);

        Assert.Equal(4, state.Without("app.b").With("app.c", []).Find("app.c")!.Number);
    }

    [Fact]
    public void With_AllTaken_SaysSoAndWhatToDo()
    {
        var state = Enumerable.Range(0, 13).Aggregate(s_empty, (s, i) => s.With($"app.c{i}", []));

        var refused = Assert.Throws<LeaseException>(() => state.With("app.more", []));

        Assert.False(refused.IsPort);
        Assert.Equal("bridge network 10.213.0.0/28: all 13 addresses are taken; give the supervisor a larger one (--bridge-subnet)", refused.Message);
    }

    [Theory]
    [InlineData(80, PortProtocol.Tcp, null, true)]
    [InlineData(80, PortProtocol.Tcp, "192.168.1.2", true)]
    [InlineData(80, PortProtocol.Udp, null, false)]
    [InlineData(81, PortProtocol.Tcp, null, false)]
    public void With_PortOfAnother_NamesTheOwner(int port, PortProtocol protocol, string? address, bool taken)
    {
        var state = s_empty.With("app.web", [new PortManifest { Port = 8080, HostPort = 80 }]);
        IReadOnlyList<PortManifest> ports = [new PortManifest { Port = port, Protocol = protocol, HostIp = address }];

        var refused = Record.Exception(() => state.With("shop.web", ports)) as LeaseException;

        Assert.Equal(taken, refused is { IsPort: true });
        if (taken) Assert.EndsWith("of this device: belongs to workload \"app.web\"", refused!.Message, StringComparison.Ordinal);
        Assert.NotNull(state.With("app.web", ports).Find("app.web"));
    }

    [Fact]
    public void On_SmallerNetwork_KeepsTheNumbersThatFit()
    {
        var state = Enumerable.Range(0, 8).Aggregate(s_empty, (s, i) => s.With($"app.c{i}", [])).On(IPNetwork.Parse("10.1.0.0/29"));

        Assert.Equal([2, 3, 4, 5, 6], state.Leases.Select(l => l.Number));
    }
}
