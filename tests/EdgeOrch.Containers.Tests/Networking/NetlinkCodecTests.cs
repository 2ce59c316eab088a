using CsCheck;
using EdgeOrch.Containers.Networking.Netlink;

namespace EdgeOrch.Containers.Tests.Networking;

public sealed class NetlinkCodecTests
{
    private static readonly Gen<Node> s_tree = Gen.Recursive<Node>((depth, self) =>
        Gen.Select(
            Gen.UShort[1, 0x3FFF], Gen.Byte.Array[0, 40], depth < 3 ? self.List[0, 4] : Gen.Const(new List<Node>()),
            (type, value, children) => children.Count > 0 ? new Node(type, [], children) : new Node(type, value, [])));

    [Fact]
    public void Write_AnyMessages_AreReadAgain() =>
        Gen.Select(Gen.UShort, Gen.UInt, s_tree.List[0, 6]).List[0, 4].Sample(messages =>
        {
            var writer = new NetlinkWriter();
            foreach (var (type, sequence, nodes) in messages)
            {
                writer.Begin(type, NetlinkFlags.Request | NetlinkFlags.Acknowledge, sequence);
                writer.Fixed(new RouteHeader { Family = 2, Type = 1 });
                foreach (var node in nodes) Write(writer, node);
                writer.End();
            }

            var read = NetlinkMessage.Parse(writer.Written.ToArray());
            Assert.Equal(messages.Select(m => (m.Item1, m.Item2)), read.Select(m => (m.Type, m.Sequence)));
            foreach (var ((_, _, nodes), message) in messages.Zip(read))
            {
                Assert.Equal(2, message.Fixed<RouteHeader>().Family);
                Check(nodes, message.Attributes<RouteHeader>());
            }
        });

    [Fact]
    public void Parse_AnyBytes_IsReadOrRefused() =>
        Gen.Byte.Array[0, 200].Sample(bytes =>
        {
            try
            {
                foreach (var message in NetlinkMessage.Parse(bytes)) message.Attributes<LinkHeader>();
                NetlinkAttributes.Parse(bytes);
            }
            catch (InvalidDataException)
            {
                // Named as wrong; anything else fails the test.
            }
        });

    [Fact]
    public void Fixed_ShortBody_IsRefused() =>
        Assert.Throws<InvalidDataException>(() => new NetlinkMessage(1, NetlinkFlags.None, 1, new byte[3]).Fixed<LinkHeader>());

    private static void Write(NetlinkWriter writer, Node node)
    {
        if (node.Children.Count == 0)
        {
            writer.Add(node.Type, node.Value);
            return;
        }

        using (writer.Nest(node.Type))
            foreach (var child in node.Children) Write(writer, child);
    }

    private static void Check(IReadOnlyList<Node> expected, NetlinkAttributes actual)
    {
        Assert.Equal(expected.Select(n => (int)n.Type), actual.All.Select(a => a.Type));
        foreach (var (node, attribute) in expected.Zip(actual.All))
        {
            if (node.Children.Count == 0) Assert.Equal(node.Value, attribute.Value.ToArray());
            else Check(node.Children, NetlinkAttributes.Parse(attribute.Value));
        }
    }

    private sealed record Node(ushort Type, byte[] Value, List<Node> Children);
}
