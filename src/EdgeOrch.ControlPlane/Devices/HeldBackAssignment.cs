using EdgeOrch.Contracts;

namespace EdgeOrch.ControlPlane.Devices;

/// <summary>A revision that cannot run on a device, and why.</summary>
/// <param name="Assignment">The revision.</param>
/// <param name="Why">The cause.</param>
internal sealed record HeldBackAssignment(DeploymentAssignment Assignment, Condition Why);
