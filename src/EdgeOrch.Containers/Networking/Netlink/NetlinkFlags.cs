namespace EdgeOrch.Containers.Networking.Netlink;

/// <summary>Flags of a message (netlink(7)).</summary>
[Flags]
internal enum NetlinkFlags : ushort
{
    None = 0,
    Request = 1,

    /// <summary>More messages follow, up to one of the type <see cref="NetlinkSocket.Done"/>.</summary>
    Multi = 2,
    Acknowledge = 4,
    Replace = 0x100,
    Exclusive = 0x200,
    Create = 0x400,
    Append = 0x800,

    /// <summary>Asks for all objects of a kind.</summary>
    Dump = 0x300,
}
