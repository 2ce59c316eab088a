namespace EdgeOrch.Contracts.Reported;

/// <summary>What a device is and how much it has.</summary>
/// <param name="Platform">Its platform.</param>
/// <param name="AgentVersion">Version of <c>edgeorchd</c>.</param>
/// <param name="Kernel">Kernel release, as <c>uname -r</c> prints it.</param>
/// <param name="CpuMillicores">Processors, in thousandths.</param>
/// <param name="MemoryBytes">Memory, in bytes.</param>
/// <param name="DiskFreeBytes">Free space where images are kept, in bytes.</param>
public sealed record DeviceFacts(
    Platform Platform, string AgentVersion, string Kernel, long CpuMillicores, long MemoryBytes, long DiskFreeBytes);
