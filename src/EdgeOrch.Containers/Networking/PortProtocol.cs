namespace EdgeOrch.Containers.Networking;

/// <summary>What a port belongs to; the values are those of IP (IANA protocol numbers).</summary>
public enum PortProtocol
{
    /// <summary>TCP.</summary>
    Tcp = 6,

    /// <summary>UDP.</summary>
    Udp = 17,
}
