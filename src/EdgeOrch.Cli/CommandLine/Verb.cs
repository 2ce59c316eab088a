using System.CommandLine;

namespace EdgeOrch.Cli.CommandLine;

/// <summary>A command with the examples that its help ends with.</summary>
internal sealed class Verb(string name, string description, params string[] examples) : Command(name, description)
{
    public IReadOnlyList<string> Examples { get; } = examples;
}
