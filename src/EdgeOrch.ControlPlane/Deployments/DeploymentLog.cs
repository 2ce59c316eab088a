namespace EdgeOrch.ControlPlane.Deployments;

/// <summary>What is logged of deployments.</summary>
internal static partial class DeploymentLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "deployment {Deployment} is at revision {Revision}, given to {Devices} devices")]
    public static partial void Dispatched(this ILogger logger, string deployment, int revision, int devices);

    [LoggerMessage(Level = LogLevel.Information, Message = "deployment {Deployment} deleted")]
    public static partial void Deleted(this ILogger logger, string deployment);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Kind} {Name} could not be resumed; applying it again does")]
    public static partial void NotResumed(this ILogger logger, Exception cause, string kind, string name);
}
