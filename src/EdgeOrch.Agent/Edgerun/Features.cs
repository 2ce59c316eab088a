namespace EdgeOrch.Agent.Edgerun;

/// <summary>What the runtime can do (OCI runtime-spec features.md).</summary>
/// <param name="OciVersionMin">Oldest specification version.</param>
/// <param name="OciVersionMax">Newest specification version.</param>
/// <param name="Linux">The Linux part.</param>
internal sealed record Features(string OciVersionMin, string OciVersionMax, LinuxFeatures Linux);

/// <summary>The Linux part of <see cref="Features"/>.</summary>
/// <param name="Namespaces">Kinds of namespace.</param>
/// <param name="Capabilities">Names of capabilities.</param>
internal sealed record LinuxFeatures(IReadOnlyList<string> Namespaces, IReadOnlyList<string> Capabilities);
