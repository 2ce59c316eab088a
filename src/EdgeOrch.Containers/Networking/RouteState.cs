using System.Net;

namespace EdgeOrch.Containers.Networking;

/// <summary>A route as the kernel shows it.</summary>
/// <param name="Destination">What it leads to; a prefix of length 0 for the default route.</param>
/// <param name="Link">Number of the interface; 0 when there is none or several.</param>
/// <param name="Metric">The lowest wins.</param>
internal sealed record RouteState(IPNetwork Destination, int Link, int Metric);
