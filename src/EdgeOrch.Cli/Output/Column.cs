namespace EdgeOrch.Cli.Output;

/// <summary>One column of a table.</summary>
/// <param name="Header">Its title, upper case.</param>
/// <param name="Cell">What it says of one item.</param>
/// <param name="Wide">Whether only <c>-o wide</c> shows it.</param>
internal sealed record Column<T>(string Header, Func<T, string> Cell, bool Wide = false);
