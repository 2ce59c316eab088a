namespace EdgeOrch.ControlPlane.Deployments;

/// <summary>Where a container's fields stand in the text, lines from 1; where a field is not written, its container begins.</summary>
internal sealed record ContainerLines(int Image, int Cpu, int Memory);
