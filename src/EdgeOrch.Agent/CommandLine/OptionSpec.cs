namespace EdgeOrch.Agent.CommandLine;

/// <summary>One option.</summary>
/// <param name="Name">Its name with dashes, such as <c>--root</c>.</param>
/// <param name="Value">Placeholder of its value, such as <c>DIR</c>; null for a switch.</param>
/// <param name="Help">What it does, one line.</param>
/// <param name="Short">Its short form, such as <c>-f</c>, or null.</param>
internal sealed record OptionSpec(string Name, string? Value, string Help, string? Short = null);
