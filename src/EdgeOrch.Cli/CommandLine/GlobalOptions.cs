using System.CommandLine;

namespace EdgeOrch.Cli.CommandLine;

/// <summary>The options that every command takes.</summary>
internal sealed class GlobalOptions
{
    public Option<string?> Context { get; } = new("--context") { Description = "Context of the config file; default its current one", HelpName = "NAME", Recursive = true };

    public Option<string?> Server { get; } = new("--server") { Description = "Control plane instead of the context's, https://HOST:PORT", HelpName = "URL", Recursive = true };

    public Option<string?> TokenFile { get; } = new("--token-file") { Description = "File with the bearer token instead of the context's", HelpName = "FILE", Recursive = true };

    public Option<string?> Authority { get; } = new("--certificate-authority") { Description = "PEM file of the CA to trust instead of the context's", HelpName = "FILE", Recursive = true };

    public void AddTo(Command root)
    {
        root.Options.Add(Context);
        root.Options.Add(Server);
        root.Options.Add(TokenFile);
        root.Options.Add(Authority);
    }
}
