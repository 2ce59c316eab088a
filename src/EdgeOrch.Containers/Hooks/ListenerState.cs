namespace EdgeOrch.Containers.Hooks;

/// <summary>What comes with the listener of a filter (OCI runtime-spec config-linux.md, The Container Process State).</summary>
/// <param name="OciVersion">Version of the specification.</param>
/// <param name="Fds">Names of the descriptors in the message: <c>seccompFd</c>.</param>
/// <param name="Pid">Pid of the process.</param>
/// <param name="Metadata">The specification's text for the listener.</param>
/// <param name="State">The container's state.</param>
internal sealed record ListenerState(string OciVersion, IReadOnlyList<string> Fds, int Pid, string? Metadata, HookState State);
