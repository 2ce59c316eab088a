namespace EdgeOrch.Agent.CommandLine;

/// <summary>The command line is wrong; the message is the one line that the user reads.</summary>
internal sealed class UsageException(string message) : Exception(message);
