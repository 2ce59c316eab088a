using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;

namespace EdgeOrch.ControlPlane.Storage;

/// <summary>Makes the entries of a folder durable: a rename or a new file survives power loss only after this (fsync(2)).</summary>
internal static class DirectorySync
{
    private const int ReadOnlyDirectoryCloseOnExec = 0x80000; // O_RDONLY | O_CLOEXEC, the same on x64 and arm64

    /// <summary>Syncs a folder.</summary>
    /// <exception cref="IOException">The folder cannot be opened or synced.</exception>
    public static void Sync(string folder)
    {
        var descriptor = Open(Encoding.UTF8.GetBytes(folder + '\0'), ReadOnlyDirectoryCloseOnExec);
        if (descriptor < 0) throw Failure("open", folder);
        try
        {
            if (FSync(descriptor) != 0) throw Failure("fsync", folder);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    /// <summary>Creates a folder and its missing parents, durably.</summary>
    public static void Create(string folder)
    {
        var full = Path.GetFullPath(folder);
        if (Directory.Exists(full)) return;
        var parent = Path.GetDirectoryName(full);
        if (parent is not null) Create(parent);
        Directory.CreateDirectory(full);
        if (parent is not null) Sync(parent);
    }

    private static IOException Failure(string call, string folder) =>
        new($"{call} \"{folder}\": {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int FSync(int descriptor);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    private static extern int Close(int descriptor);
}
