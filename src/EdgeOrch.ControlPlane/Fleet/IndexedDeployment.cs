using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.ControlPlane.Fleet;

/// <summary>A deployment in the index.</summary>
internal sealed record IndexedDeployment(string Name, LabelSelector Selector);
