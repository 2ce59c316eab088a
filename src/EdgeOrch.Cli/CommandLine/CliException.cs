namespace EdgeOrch.Cli.CommandLine;

/// <summary>A failure whose message, one line for the operator, says all there is to say.</summary>
internal class CliException : Exception
{
    public CliException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
