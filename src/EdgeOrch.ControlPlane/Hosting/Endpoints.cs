using System.Net;
using EdgeOrch.ControlPlane.Deployments.Reading;

namespace EdgeOrch.ControlPlane.Hosting;

/// <summary>Reads addresses to listen on.</summary>
internal static class Endpoints
{
    public const string Rule = "ADDRESS:PORT such as 127.0.0.1:8443 or [::]:8443, the port 1 to 65535";

    /// <exception cref="UsageException">The text is no such address.</exception>
    public static IPEndPoint Parse(string text, string name) =>
        TryParse(text, out var endpoint) ? endpoint : throw new UsageException($"{name} {Shown.Quote(text)}: must be {Rule}");

    public static bool TryParse(string? text, out IPEndPoint endpoint)
    {
        // A bare IPv6 address would parse with its last group lost, and a bare port as an address.
        var parsed = IPEndPoint.TryParse(text ?? "", out var read) && read.Port > 0 && (text!.StartsWith('[') || text.Count(c => c == ':') == 1);
        endpoint = parsed ? read! : new IPEndPoint(IPAddress.None, 0);
        return parsed;
    }
}
