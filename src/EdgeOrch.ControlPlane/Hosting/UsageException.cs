namespace EdgeOrch.ControlPlane.Hosting;

/// <summary>The command line or the config file is wrong; the message is the one line that is printed.</summary>
internal sealed class UsageException(string message) : Exception(message);
