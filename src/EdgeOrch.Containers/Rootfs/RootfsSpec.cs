namespace EdgeOrch.Containers.Rootfs;

/// <summary>
/// A root filesystem assembled by overlayfs inside the container's own mount namespace, so that the host keeps no mount of it.
/// </summary>
/// <param name="Lowers">Layer folders, absolute, the topmost first; 1 to <see cref="MaxLowers"/>. Never written to.</param>
/// <param name="Upper">Folder that receives the container's writes, absolute; exists.</param>
/// <param name="Work">Work folder of overlayfs, absolute, on the file system of <paramref name="Upper"/>; exists.</param>
/// <param name="MountPoint">An existing folder, absolute, over which the root is assembled; stays empty on the host. Not inside a layer.</param>
public sealed record RootfsSpec(IReadOnlyList<string> Lowers, string Upper, string Work, string MountPoint)
{
    /// <summary>The most layers. overlayfs takes 500; the links that stand for their paths may take 4 KiB each of a tmpfs of 1 MiB.</summary>
    public const int MaxLowers = 200;
}
