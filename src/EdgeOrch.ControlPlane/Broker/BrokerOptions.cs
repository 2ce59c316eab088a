namespace EdgeOrch.ControlPlane.Broker;

/// <summary>The built-in MQTT broker.</summary>
internal sealed class BrokerOptions
{
    /// <summary>TLS port. Default 8883.</summary>
    public int Port { get; set; } = 8883;

    /// <summary>IPv4 address to listen on; null listens on none. Default all.</summary>
    public string? ListenIPv4 { get; set; } = "0.0.0.0";

    /// <summary>IPv6 address to listen on; null listens on none. Default all.</summary>
    public string? ListenIPv6 { get; set; } = "::";

    /// <summary>The host name or address that devices are told at enrolment; one of the server certificate's names. Default <c>localhost</c>.</summary>
    public string PublicHost { get; set; } = "localhost";

    /// <summary>Messages waiting for one device, connected or not; beyond it the oldest are dropped, and the device reconciles at its next connect. Default 512; 16 to 100,000.</summary>
    public int MaxPendingMessages { get; set; } = 512;

    /// <summary>Messages of one device, of one kind, waiting to be taken in; beyond it they are dropped and counted. Default 64; 1 to 10,000.</summary>
    public int MaxWaitingPerDevice { get; set; } = 64;

    /// <summary>How long a request of a device may take to serve. Default 5 min; 1 s to 1 h.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a client may take from its TCP connection to the end of its CONNECT packet, TLS included. Default 20 s; 1 s to 5 min.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Connections at a time; whoever comes then is turned away. Each is an open file. Default 10,000; 1 to 1,000,000.</summary>
    public int MaxConnections { get; set; } = 10_000;
}
