using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace EdgeOrch.Agent.Supervision;

/// <summary>Reads the arguments of <c>edgeorchd supervise</c>.</summary>
internal static class SupervisorArguments
{
    // Linux: the longest path of a unix socket (unix(7)), its NUL included.
    private const int MaxSocketPath = 108;

    /// <summary>Arguments are pairs of a name and a value.</summary>
    /// <exception cref="FormatException">One is unknown, lacks its value, or breaks a rule; the message says which.</exception>
    public static SupervisorOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new SupervisorOptions();
        for (var i = 0; i < arguments.Count; i += 2)
        {
            var name = arguments[i];
            if (i + 1 == arguments.Count) throw new FormatException($"{name}: lacks its value");
            var value = arguments[i + 1];
            options = name switch
            {
                "--state" => options with { StateDirectory = AbsolutePath(name, value, 4096) },
                "--socket" => options with { SocketPath = AbsolutePath(name, value, MaxSocketPath - 1) },
                "--cgroup" => options with { CgroupParent = CgroupName(name, value) },
                "--log-file-bytes" => options with { LogFileBytes = Number(name, value, 4096, 1024 * 1024 * 1024) },
                "--log-files" => options with { LogFiles = (int)Number(name, value, 1, 100) },
                "--bridge" => options with { Bridge = InterfaceName(name, value) },
                "--bridge-subnet" => options with { BridgeSubnet = Subnet(name, value) },
                "--bridge-mtu" => options with { BridgeMtu = (int)Number(name, value, 1280, 65535) },
                "--bridge-dns" => options with { BridgeDns = [.. value.Split(',').Select(v => Address(name, v))] },
                _ => throw new FormatException($"{name}: is not known"),
            };
        }

        return options;
    }

    private static string AbsolutePath(string name, string value, int longest) =>
        Path.IsPathFullyQualified(value) && System.Text.Encoding.UTF8.GetByteCount(value) <= longest
            ? value
            : throw new FormatException($"{name}: \"{value}\" is not an absolute path of at most {longest} bytes");

    private static string CgroupName(string name, string value)
    {
        var parts = value.Split('/');
        return Array.TrueForAll(parts, p => p.Length > 0 && p[0] != '.' && p.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
            ? value
            : throw new FormatException($"{name}: \"{value}\" is not a relative path of A-Z a-z 0-9 - _ . parts");
    }

    private static string InterfaceName(string name, string value) =>
        value.Length is >= 1 and <= 15 && value is not ("." or "..") && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            ? value
            : throw new FormatException($"{name}: \"{value}\" is not 1 to 15 of A-Z a-z 0-9 - _ .");

    private static IPNetwork Subnet(string name, string value) =>
        IPNetwork.TryParse(value, out var network) && network is { BaseAddress.AddressFamily: AddressFamily.InterNetwork, PrefixLength: >= 16 and <= 29 }
            ? network
            : throw new FormatException($"{name}: \"{value}\" is not an IPv4 network of 16 to 29 bits, such as 10.213.0.0/22");

    private static IPAddress Address(string name, string value) =>
        IPAddress.TryParse(value, out var address) ? address : throw new FormatException($"{name}: \"{value}\" is not an IP address");

    private static long Number(string name, string value, long least, long most) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new FormatException($"{name}: \"{value}\" is not a whole number from {least} to {most}");
}
