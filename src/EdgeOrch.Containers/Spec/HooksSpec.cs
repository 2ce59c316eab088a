namespace EdgeOrch.Containers.Spec;

/// <summary>
/// The hooks of a container, run in their order, each with the container's state on standard input. One that
/// fails makes create or start fail and the container end; those of <see cref="Poststop"/> are only warned about.
/// </summary>
public sealed record HooksSpec
{
    /// <summary>As part of create, before pivot_root, in the runtime's namespaces; deprecated by the specification, and run first.</summary>
    public IReadOnlyList<HookSpec>? Prestart { get; set; }

    /// <summary>As part of create, before pivot_root, in the runtime's namespaces.</summary>
    public IReadOnlyList<HookSpec>? CreateRuntime { get; set; }

    /// <summary>As part of create, before pivot_root, in the container's namespaces; the program is the host's.</summary>
    public IReadOnlyList<HookSpec>? CreateContainer { get; set; }

    /// <summary>As part of start, before the workload, in the container's namespaces; the program is the container's.</summary>
    public IReadOnlyList<HookSpec>? StartContainer { get; set; }

    /// <summary>Once the workload runs, in the runtime's namespaces.</summary>
    public IReadOnlyList<HookSpec>? Poststart { get; set; }

    /// <summary>Once the container is deleted, in the runtime's namespaces.</summary>
    public IReadOnlyList<HookSpec>? Poststop { get; set; }

    /// <summary>True when create has hooks to run.</summary>
    internal bool HasCreate => Prestart is { Count: > 0 } || CreateRuntime is { Count: > 0 } || CreateContainer is { Count: > 0 };
}
