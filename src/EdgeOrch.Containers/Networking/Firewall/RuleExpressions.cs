using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using EdgeOrch.Containers.Networking.Netlink;

namespace EdgeOrch.Containers.Networking.Firewall;

/// <summary>
/// The matches and verdicts that our rules are made of, as expressions of nf_tables (linux/netfilter/nf_tables.h; named in the
/// comments as <c>nft</c> writes them). Each loads something into register 1 and compares it.
/// </summary>
internal static class RuleExpressions
{
    private const int Element = 1;
    private const int ExpressionName = 1;
    private const int ExpressionData = 2;
    private const int Value = 1;
    private const int Verdict = 2;
    private const int VerdictRegister = 0;
    private const int Register1 = 1;
    private const int Register2 = 2;
    private const int Equal = 0;
    private const int NotEqual = 1;
    private const int NetworkHeader = 1;
    private const int TransportHeader = 2;
    private const int InterfaceNameBytes = 16;

    private const int MetaInName = 6;
    private const int MetaOutName = 7;
    private const int MetaFamily = 15;
    private const int MetaProtocol = 16;
    private const int MetaInKind = 26;
    private const int MetaOutKind = 27;

    /// <summary>Numbers of address families in netfilter.</summary>
    public const byte Inet = 1, Ip = 2, Ip6 = 10;

    /// <summary><c>iifname NAME</c></summary>
    public static Expression In(string name) => Meta(MetaInName, Equal, Name(name));

    /// <summary><c>iifname != NAME</c></summary>
    public static Expression NotIn(string name) => Meta(MetaInName, NotEqual, Name(name));

    /// <summary><c>oifname NAME</c></summary>
    public static Expression Out(string name) => Meta(MetaOutName, Equal, Name(name));

    /// <summary><c>oifname != NAME</c></summary>
    public static Expression NotOut(string name) => Meta(MetaOutName, NotEqual, Name(name));

    /// <summary><c>meta iifkind KIND</c></summary>
    public static Expression InKind(string kind) => Meta(MetaInKind, Equal, Name(kind));

    /// <summary><c>meta oifkind KIND</c></summary>
    public static Expression OutKind(string kind) => Meta(MetaOutKind, Equal, Name(kind));

    /// <summary><c>ip saddr NETWORK</c> or <c>ip6 saddr NETWORK</c></summary>
    public static Expression From(IPNetwork network) => Address(network, source: true);

    /// <summary><c>ip daddr NETWORK</c> or <c>ip6 daddr NETWORK</c></summary>
    public static Expression To(IPNetwork network) => Address(network, source: false);

    /// <summary><c>meta nfproto ipv4</c> or <c>ipv6</c></summary>
    public static Expression Family(AddressFamily family) => Meta(MetaFamily, Equal, [FamilyOf(family)]);

    /// <summary><c>meta l4proto P th dport N</c></summary>
    public static Expression ToPort(PortProtocol protocol, int port) => rule =>
    {
        Meta(MetaProtocol, Equal, [(byte)protocol])(rule);
        Payload(rule, TransportHeader, 2, 2);
        Compare(rule, Equal, [(byte)(port >> 8), (byte)port]);
    };

    /// <summary><c>fib daddr type local</c></summary>
    public static Expression ToThisDevice { get; } = rule =>
    {
        const int AddressType = 3;
        const int OfDestination = 2;
        const int Local = 2;
        using (Open(rule, "fib"))
        {
            rule.AddBig(1, Register1);
            rule.AddBig(2, AddressType);
            rule.AddBig(3, OfDestination);
        }

        Compare(rule, Equal, Host(Local));
    };

    /// <summary><c>ct state established,related</c></summary>
    public static Expression Known { get; } = rule => Connection(rule, key: 0, bits: 2 | 4);

    /// <summary><c>ct status dnat</c></summary>
    public static Expression Translated { get; } = rule => Connection(rule, key: 2, bits: 1 << 5);

    /// <summary><c>dnat ip to ADDRESS:PORT</c></summary>
    public static Expression SendTo(IPAddress address, int port) => rule =>
    {
        const int Destination = 1;
        Immediate(rule, Register1, address.GetAddressBytes());
        Immediate(rule, Register2, [(byte)(port >> 8), (byte)port]);
        using (Open(rule, "nat"))
        {
            rule.AddBig(1, Destination);
            rule.AddBig(2, FamilyOf(address.AddressFamily));
            rule.AddBig(3, Register1);
            rule.AddBig(5, Register2);
        }
    };

    /// <summary><c>masquerade</c></summary>
    public static Expression Masquerade { get; } = rule =>
    {
        using (Open(rule, "masq"))
        {
        }
    };

    /// <summary><c>drop</c></summary>
    public static Expression Drop { get; } = rule => Decide(rule, 0);

    /// <summary><c>accept</c></summary>
    public static Expression Accept { get; } = rule => Decide(rule, 1);

    /// <summary><c>return</c></summary>
    public static Expression Return { get; } = rule => Decide(rule, -5);

    /// <summary><c>jump CHAIN</c></summary>
    public static Expression Jump(string chain) => rule => Decide(rule, -3, chain);

    private static byte FamilyOf(AddressFamily family) => family == AddressFamily.InterNetwork ? Ip : Ip6;

    private static byte[] Host(int value)
    {
        var bytes = new byte[sizeof(int)];
        MemoryMarshal.Write(bytes, value);
        return bytes;
    }

    private static byte[] Name(string name)
    {
        var bytes = new byte[InterfaceNameBytes];
        Encoding.UTF8.GetBytes(name, bytes);
        return bytes;
    }

    private static Expression Meta(int key, int comparison, byte[] value) => rule =>
    {
        using (Open(rule, "meta"))
        {
            rule.AddBig(1, Register1);
            rule.AddBig(2, key);
        }

        Compare(rule, comparison, value);
    };

    private static Expression Address(IPNetwork network, bool source) => rule =>
    {
        var address = network.BaseAddress.GetAddressBytes();
        var v4 = address.Length == 4;
        Family(network.BaseAddress.AddressFamily)(rule);
        Payload(rule, NetworkHeader, (v4, source) switch { (true, true) => 12, (true, false) => 16, (false, true) => 8, _ => 24 }, address.Length);
        if (network.PrefixLength < 8 * address.Length) Mask(rule, MaskOf(address.Length, network.PrefixLength));
        Compare(rule, Equal, address);
    };

    private static byte[] MaskOf(int bytes, int prefixLength) =>
        [.. Enumerable.Range(0, bytes).Select(i => (byte)(0xFF00 >> Math.Clamp(prefixLength - (8 * i), 0, 8)))];

    private static void Payload(NetlinkWriter rule, int from, int offset, int length)
    {
        using var expression = Open(rule, "payload");
        rule.AddBig(1, Register1);
        rule.AddBig(2, from);
        rule.AddBig(3, offset);
        rule.AddBig(4, length);
    }

    private static void Mask(NetlinkWriter rule, byte[] mask)
    {
        using var expression = Open(rule, "bitwise");
        rule.AddBig(1, Register1);
        rule.AddBig(2, Register1);
        rule.AddBig(3, mask.Length);
        using (rule.Nest(4)) rule.Add(Value, mask);
        using (rule.Nest(5)) rule.Add(Value, new byte[mask.Length]);
    }

    private static void Compare(NetlinkWriter rule, int comparison, byte[] value)
    {
        using var expression = Open(rule, "cmp");
        rule.AddBig(1, Register1);
        rule.AddBig(2, comparison);
        using (rule.Nest(3)) rule.Add(Value, value);
    }

    // The bits of a connection are in the machine's order.
    private static void Connection(NetlinkWriter rule, int key, int bits)
    {
        using (Open(rule, "ct"))
        {
            rule.AddBig(1, Register1);
            rule.AddBig(2, key);
        }

        Mask(rule, Host(bits));
        Compare(rule, NotEqual, Host(0));
    }

    private static void Immediate(NetlinkWriter rule, int register, byte[] value)
    {
        using var expression = Open(rule, "immediate");
        rule.AddBig(1, register);
        using (rule.Nest(2)) rule.Add(Value, value);
    }

    private static void Decide(NetlinkWriter rule, int code, string? chain = null)
    {
        using var expression = Open(rule, "immediate");
        rule.AddBig(1, VerdictRegister);
        using (rule.Nest(2))
        using (rule.Nest(Verdict))
        {
            rule.AddBig(1, code);
            if (chain is not null) rule.Add(2, chain);
        }
    }

    private static Opened Open(NetlinkWriter rule, string name)
    {
        var element = rule.Nest(Element);
        rule.Add(ExpressionName, name);
        return new Opened(element, rule.Nest(ExpressionData));
    }

    private readonly struct Opened(NetlinkWriter.Scope element, NetlinkWriter.Scope data) : IDisposable
    {
        public void Dispose()
        {
            data.Dispose();
            element.Dispose();
        }
    }
}
