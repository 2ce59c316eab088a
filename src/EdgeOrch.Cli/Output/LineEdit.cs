namespace EdgeOrch.Cli.Output;

/// <summary>One line of a difference: kept (<c>' '</c>), removed (<c>'-'</c>) or added (<c>'+'</c>).</summary>
internal readonly record struct LineEdit(char Kind, string Text);
