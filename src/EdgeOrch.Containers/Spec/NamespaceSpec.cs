namespace EdgeOrch.Containers.Spec;

/// <summary>One namespace, new or joined.</summary>
public sealed record NamespaceSpec
{
    internal const string User = "user";

    /// <summary><c>mount</c>, <c>pid</c>, <c>uts</c>, <c>ipc</c>, <c>cgroup</c>, <c>network</c>, <c>user</c> or <c>time</c>.</summary>
    public string Type { get; set; } = "";

    /// <summary>Absolute path of an existing namespace to join, such as <c>/proc/1/ns/net</c>; null makes a new one. In a joined mount namespace the root becomes the container's for whoever is in it.</summary>
    public string? Path { get; set; }
}
