namespace EdgeOrch.Containers.Spec;

/// <summary>A program that is run at one moment of a container's life (OCI runtime-spec config.md, POSIX-platform Hooks).</summary>
public sealed record HookSpec
{
    /// <summary>Absolute path of the program.</summary>
    public string Path { get; set; } = "";

    /// <summary>Arguments, the first being the program's name; null means the path alone.</summary>
    public IReadOnlyList<string>? Args { get; set; }

    /// <summary>The whole environment, as <c>NAME=value</c>.</summary>
    public IReadOnlyList<string>? Env { get; set; }

    /// <summary>Seconds after which it is killed, which is a failure; null waits for ever.</summary>
    public int? Timeout { get; set; }
}
