using System.Net;
using System.Net.Sockets;
using EdgeOrch.ControlPlane.Hosting;
using Microsoft.Extensions.Options;

namespace EdgeOrch.ControlPlane.Broker;

/// <summary>Checks <see cref="BrokerOptions"/>.</summary>
internal sealed class BrokerOptionsValidator : IValidateOptions<BrokerOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, BrokerOptions options) => new OptionRules("broker")
        .Between("port", options.Port, 1, 65535)
        .Holds(options.ListenIPv4 is not null || options.ListenIPv6 is not null, "listen", "must have an IPv4 or an IPv6 address")
        .Holds(Is(options.ListenIPv4, AddressFamily.InterNetwork), "listen", $"\"{options.ListenIPv4}\": must be an IPv4 address")
        .Holds(Is(options.ListenIPv6, AddressFamily.InterNetworkV6), "listen", $"\"{options.ListenIPv6}\": must be an IPv6 address")
        .Holds(HostNames.IsValid(options.PublicHost), "publicHost", $"\"{options.PublicHost}\": must be {HostNames.Rule}")
        .Between("maxPendingMessages", options.MaxPendingMessages, 16, 100_000)
        .Between("maxWaitingPerDevice", options.MaxWaitingPerDevice, 1, 10_000)
        .Between("requestTimeout", options.RequestTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1))
        .Between("connectTimeout", options.ConnectTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5))
        .Between("maxConnections", options.MaxConnections, 1, 1_000_000)
        .Result;

    private static bool Is(string? text, AddressFamily family) => text is null || (IPAddress.TryParse(text, out var address) && address.AddressFamily == family);
}
