using EdgeOrch.Containers.Rootfs;

namespace EdgeOrch.Agent.Supervision.Running;

/// <summary>The writable folders of a container's root filesystem.</summary>
internal static class Folders
{
    // The upper folder's mode becomes that of the container's "/".
    private const UnixFileMode Everyone = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>Makes those that are missing.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public static void Make(RootfsSpec rootfs)
    {
        Directory.CreateDirectory(rootfs.Upper, Everyone);
        Directory.CreateDirectory(rootfs.Work, Everyone);
        Directory.CreateDirectory(rootfs.MountPoint, Everyone);
    }

    /// <summary>Deletes one with all that is in it; links in it are deleted, not followed.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public static void Delete(string folder)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }
}
