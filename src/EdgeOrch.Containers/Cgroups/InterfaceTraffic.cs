namespace EdgeOrch.Containers.Cgroups;

/// <summary>Traffic of one network interface since it was made (proc_pid_net(5), <c>net/dev</c>).</summary>
/// <param name="Name">The interface, such as <c>eth0</c>.</param>
/// <param name="ReceivedBytes">Bytes received.</param>
/// <param name="ReceivedPackets">Packets received.</param>
/// <param name="ReceiveErrors">Packets received with errors.</param>
/// <param name="ReceiveDrops">Packets received and dropped.</param>
/// <param name="SentBytes">Bytes sent.</param>
/// <param name="SentPackets">Packets sent.</param>
/// <param name="SendErrors">Errors of sending.</param>
/// <param name="SendDrops">Packets dropped instead of sent.</param>
public readonly record struct InterfaceTraffic(
    string Name, long ReceivedBytes, long ReceivedPackets, long ReceiveErrors, long ReceiveDrops, long SentBytes, long SentPackets, long SendErrors, long SendDrops);
