namespace EdgeOrch.Cli.CommandLine;

/// <summary>The command line itself is wrong in a way that the parser cannot tell; exit code 2.</summary>
internal sealed class UsageException(string message) : CliException(message);
