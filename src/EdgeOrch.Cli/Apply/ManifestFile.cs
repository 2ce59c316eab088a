namespace EdgeOrch.Cli.Apply;

/// <summary>One manifest text to be sent, and what to call it in messages.</summary>
internal sealed record ManifestFile(string Name, byte[] Text);
