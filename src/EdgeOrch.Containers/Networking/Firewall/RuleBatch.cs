using System.Net;
using System.Text;
using EdgeOrch.Containers.Networking.Netlink;

namespace EdgeOrch.Containers.Networking.Firewall;

/// <summary>Changes of one table that take effect together or not at all (nf_tables over nfnetlink).</summary>
internal sealed class RuleBatch
{
    private const ushort BatchBegin = 0x10;
    private const ushort BatchEnd = 0x11;
    private const ushort Subsystem = 10;
    private const ushort NewTable = 0;
    private const ushort DeleteTable = 2;
    private const ushort NewChain = 3;
    private const ushort NewRule = 6;
    private const byte Comment = 0;

    private readonly NetlinkWriter _writer = new();
    private readonly NetlinkSocket _socket;
    private readonly string _table;

    public RuleBatch(NetlinkSocket socket, string table)
    {
        (_socket, _table) = (socket, table);
        Mark(BatchBegin);
    }

    /// <summary>Removes the table with all that is in it; it must exist.</summary>
    public void Delete() => Add(DeleteTable, NetlinkFlags.None, () => _writer.Add(1, _table));

    /// <summary>Makes the table; nothing happens to one that exists.</summary>
    public void Table() => Add(NewTable, NetlinkFlags.Create, () => _writer.Add(1, _table));

    /// <summary>Makes a chain that others jump to.</summary>
    public void Chain(string name) => Add(NewChain, NetlinkFlags.Create, () =>
    {
        _writer.Add(1, _table);
        _writer.Add(3, name);
    });

    /// <summary>Makes a chain that packets come to by themselves; what no rule decides goes on.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type"><c>filter</c> or <c>nat</c>.</param>
    /// <param name="hook">Where packets come from.</param>
    /// <param name="priority">Its place among the chains of the hook.</param>
    public void Chain(string name, string type, RuleHook hook, int priority) => Add(NewChain, NetlinkFlags.Create, () =>
    {
        const int Accept = 1;
        _writer.Add(1, _table);
        _writer.Add(3, name);
        using (_writer.Nest(4))
        {
            _writer.AddBig(1, (int)hook);
            _writer.AddBig(2, priority);
        }

        _writer.AddBig(5, Accept);
        _writer.Add(7, type);
    });

    /// <summary>Adds a rule at the end of a chain.</summary>
    /// <param name="chain">The chain.</param>
    /// <param name="comment">Shown by <c>nft list</c>; null: none.</param>
    /// <param name="parts">Matches, then what to do.</param>
    public void Rule(string chain, string? comment, params ReadOnlySpan<Expression> parts)
    {
        Begin(NewRule, NetlinkFlags.Create | NetlinkFlags.Append);
        _writer.Add(1, _table);
        _writer.Add(2, chain);
        using (_writer.Nest(4))
            foreach (var part in parts) part(_writer);
        if (comment is not null)
        {
            // A list of its own: type, length, text with its NUL (libnftnl, udata.h).
            var text = Encoding.UTF8.GetBytes(comment + "\0");
            _writer.Add(7, [Comment, (byte)text.Length, .. text]);
        }

        _writer.End();
    }

    /// <summary>Hands all to the kernel; the result is what it refused, or null. Nothing of it holds then.</summary>
    public ContainerException? Commit()
    {
        _writer.AcknowledgeLast();
        Mark(BatchEnd);
        return _socket.Try("nf_tables", _table, _writer);
    }

    private void Add(ushort message, NetlinkFlags flags, Action attributes)
    {
        Begin(message, flags);
        attributes();
        _writer.End();
    }

    private void Begin(ushort message, NetlinkFlags flags)
    {
        _writer.Begin((ushort)((Subsystem << 8) | message), NetlinkFlags.Request | flags, _socket.NextSequence());
        _writer.Fixed(new NetfilterHeader { Family = RuleExpressions.Inet });
    }

    private void Mark(ushort type)
    {
        _writer.Begin(type, NetlinkFlags.Request, _socket.NextSequence());
        _writer.Fixed(new NetfilterHeader { ResourceBig = (ushort)IPAddress.HostToNetworkOrder((short)Subsystem) });
        _writer.End();
    }
}
