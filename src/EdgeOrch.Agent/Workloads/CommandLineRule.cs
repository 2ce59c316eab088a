using EdgeOrch.Contracts.Manifests;
using EdgeOrch.Images.Manifests;

namespace EdgeOrch.Agent.Workloads;

/// <summary>Program and arguments of a container, by Docker's and Kubernetes' rule: command replaces the entrypoint and voids the image's command; args replace the command.</summary>
internal static class CommandLineRule
{
    /// <summary>The arguments, at least one.</summary>
    /// <exception cref="WorkloadException"><c>command-missing</c>: neither names a program.</exception>
    public static IReadOnlyList<string> Resolve(ContainerManifest container, ProcessConfig? image)
    {
        var program = container.Command ?? image?.Entrypoint ?? [];
        var arguments = container.Args ?? (container.Command is null ? image?.Cmd : null) ?? [];
        IReadOnlyList<string> line = [.. program, .. arguments];
        if (line.Count == 0 || line[0].Length == 0)
            throw new WorkloadException("command-missing", "the image has no entrypoint and no command, and the manifest names none", retryable: false);
        return line;
    }
}
