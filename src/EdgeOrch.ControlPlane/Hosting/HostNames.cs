using EdgeOrch.ControlPlane.Deployments.Reading;

namespace EdgeOrch.ControlPlane.Hosting;

/// <summary>Checks names of hosts.</summary>
internal static class HostNames
{
    public const string Rule = "a DNS name or an IP address";

    public static bool IsValid(string name) => name.Length <= 253 && Uri.CheckHostName(name) is UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6;

    /// <exception cref="UsageException">It is none.</exception>
    public static string Check(string name, string option) =>
        IsValid(name) ? name : throw new UsageException($"{option} {Shown.Quote(name)}: must be {Rule}");
}
