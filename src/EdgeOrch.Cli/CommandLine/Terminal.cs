namespace EdgeOrch.Cli.CommandLine;

/// <summary>What a command may touch of the world around it, so that tests can run it in-process.</summary>
/// <param name="Out">Results.</param>
/// <param name="Error">Messages to the operator.</param>
/// <param name="In">What <c>-f -</c> reads.</param>
/// <param name="Clock">The time.</param>
/// <param name="Environment">Reads an environment variable.</param>
/// <param name="Interactive">Whether a person watches <paramref name="Error"/>, so that progress may be drawn on it.</param>
internal sealed record Terminal(
    TextWriter Out, TextWriter Error, TextReader In, TimeProvider Clock, Func<string, string?> Environment, bool Interactive)
{
    /// <summary>The process's own.</summary>
    public static Terminal OfProcess() => new(
        Console.Out, Console.Error, Console.In, TimeProvider.System, System.Environment.GetEnvironmentVariable, !Console.IsErrorRedirected);
}
