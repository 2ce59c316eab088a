namespace EdgeOrch.ControlPlane.Devices;

/// <summary>One thing that keeps a deployment from a device.</summary>
/// <param name="Deployment">The deployment.</param>
/// <param name="Kind">What does not fit.</param>
/// <param name="Has">What the device has, or would have, as an operator writes it: its platform, cpu or memory; a number of containers or bytes.</param>
/// <param name="Amount">The same as a number: millicores, bytes, containers; 0 for a platform.</param>
/// <param name="Container">The container's place in the deployment; null when it is the deployment as a whole.</param>
public sealed record Misfit(string Deployment, MisfitKind Kind, string Has, long Amount, int? Container = null);
