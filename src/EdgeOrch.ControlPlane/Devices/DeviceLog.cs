using EdgeOrch.Contracts;

namespace EdgeOrch.ControlPlane.Devices;

/// <summary>What is logged of devices.</summary>
internal static partial class DeviceLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "device {Device} enrolled")]
    public static partial void Enrolled(this ILogger logger, string device);

    [LoggerMessage(Level = LogLevel.Information, Message = "device {Device} removed")]
    public static partial void Removed(this ILogger logger, string device);

    [LoggerMessage(Level = LogLevel.Information, Message = "device {Device} desired generation {Generation}")]
    public static partial void Desired(this ILogger logger, DeviceId device, long generation);

    [LoggerMessage(Level = LogLevel.Warning, Message = "device {Device} was not told of generation {Generation}; it is told when it connects")]
    public static partial void NotPublished(this ILogger logger, Exception cause, DeviceId device, long generation);

    [LoggerMessage(Level = LogLevel.Warning, Message = "device {Device} is removed, but its session may go on; it cannot connect again")]
    public static partial void NotForgotten(this ILogger logger, Exception cause, DeviceId device);
}
