using System.Text;
using EdgeOrch.ControlPlane.Storage;

namespace EdgeOrch.ControlPlane.Identity;

/// <summary>Small files of the identity folder: written beside, synced, renamed.</summary>
internal static class PrivateFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Readable = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Makes the folder, for its owner alone.</summary>
    /// <exception cref="PlatformNotSupportedException">There are no modes of files here.</exception>
    public static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException("the control plane runs on Linux");
        Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
    }

    /// <summary>Writes a file that only its owner may read.</summary>
    public static void WriteSecret(string path, string text) => Write(path, text, OwnerOnly);

    /// <summary>Writes a file that everyone may read.</summary>
    public static void WritePublic(string path, string text) => Write(path, text, Readable);

    private static void Write(string path, string text, UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException("the control plane runs on Linux");
        var beside = path + ".new";
        // A leftover of a killed start would keep its own mode.
        File.Delete(beside);
        using (var stream = new FileStream(beside, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode }))
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }

        File.Move(beside, path, overwrite: true);
        DirectorySync.Sync(Path.GetDirectoryName(path)!);
    }
}
