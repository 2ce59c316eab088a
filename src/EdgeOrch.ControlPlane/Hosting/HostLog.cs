using System.Net;

namespace EdgeOrch.ControlPlane.Hosting;

/// <summary>What the program logs of itself.</summary>
internal static partial class HostLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "serving API and registry on {Listen}, MQTT on {Mqtt}, data in {Data}")]
    public static partial void Serving(this ILogger logger, IPEndPoint listen, IPEndPoint mqtt, string data);
}
