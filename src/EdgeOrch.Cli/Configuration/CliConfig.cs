namespace EdgeOrch.Cli.Configuration;

/// <summary>The config file: contexts, and which one is current.</summary>
internal sealed record CliConfig(string? CurrentContext, IReadOnlyList<CliContext> Contexts)
{
    public static CliConfig Empty { get; } = new(null, []);

    public CliContext? Find(string name) => Contexts.FirstOrDefault(c => c.Name == name);

    /// <summary>With this context added, or put in the place of the one of its name.</summary>
    public CliConfig With(CliContext context) => this with
    {
        CurrentContext = CurrentContext ?? context.Name,
        Contexts = Find(context.Name) is { } old ? [.. Contexts.Select(c => c == old ? context : c)] : [.. Contexts, context],
    };

    /// <summary>Without this context; when it was current, none is.</summary>
    public CliConfig Without(string name) => this with
    {
        CurrentContext = CurrentContext == name ? null : CurrentContext,
        Contexts = [.. Contexts.Where(c => c.Name != name)],
    };
}
