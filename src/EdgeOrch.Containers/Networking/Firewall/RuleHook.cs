namespace EdgeOrch.Containers.Networking.Firewall;

/// <summary>Where in their way packets come to a chain (linux/netfilter.h).</summary>
internal enum RuleHook
{
    Prerouting = 0,
    Input = 1,
    Forward = 2,
    Output = 3,
    Postrouting = 4,
}
