using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Cgroups;

/// <summary>One controller of one cgroup version: writes its limits and reads its counters in a cgroup's folder.</summary>
internal interface ICgroupController
{
    /// <summary>The kernel's name, such as <c>memory</c>.</summary>
    string Name { get; }

    /// <summary>Writes the limits into the new, still empty cgroup.</summary>
    /// <exception cref="ContainerException">The kernel refused a value.</exception>
    void Apply(string folder, LinuxSpec spec);

    /// <summary>Adds what this controller counts.</summary>
    void Read(string folder, CgroupStats stats);
}
