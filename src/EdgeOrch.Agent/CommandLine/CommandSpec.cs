namespace EdgeOrch.Agent.CommandLine;

/// <summary>One command of a program.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Arguments">Its arguments for the help text, such as <c>ID [SIGNAL]</c>.</param>
/// <param name="Summary">What it does, one line.</param>
/// <param name="Options">Its own options, beside the program's.</param>
/// <param name="Examples">Whole command lines.</param>
/// <param name="MinArguments">Fewest arguments.</param>
/// <param name="MaxArguments">Most arguments.</param>
/// <param name="Run">Runs it; the result is the exit code.</param>
/// <param name="RestIsVerbatim">True when everything behind the first argument belongs to another program.</param>
internal sealed record CommandSpec(
    string Name, string Arguments, string Summary, IReadOnlyList<OptionSpec> Options, IReadOnlyList<string> Examples,
    int MinArguments, int MaxArguments, Func<ParsedArguments, int> Run, bool RestIsVerbatim = false);
