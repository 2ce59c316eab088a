using EdgeOrch.Containers.Networking.Netlink;

namespace EdgeOrch.Containers.Networking.Firewall;

/// <summary>One part of a rule: writes the expressions that the kernel goes through in turn until one does not match.</summary>
internal delegate void Expression(NetlinkWriter rule);
