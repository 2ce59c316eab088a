using System.ComponentModel;
using System.Runtime.InteropServices;

namespace EdgeOrch.Agent.Storage;

/// <summary>Makes the names in a folder durable: fsync(2) on the folder itself, which .NET has no call for.</summary>
internal static partial class FolderSync
{
    private const int CloseOnExec = 0x80000;

    // O_DIRECTORY differs: 0o200000 on x86-64, 0o40000 on arm64 (open(2), the kernel's asm/fcntl.h).
    private static int DirectoryFlag => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x4000 : 0x10000;

    /// <summary>Syncs the folder, so that a rename or a removal in it survives a power cut.</summary>
    /// <exception cref="IOException">The folder cannot be opened or synced.</exception>
    public static void Sync(string folder)
    {
        var descriptor = Open(folder, CloseOnExec | DirectoryFlag);
        if (descriptor < 0) throw Failed("open", folder);
        try
        {
            if (Fsync(descriptor) != 0) throw Failed("fsync", folder);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static IOException Failed(string call, string folder) =>
        new($"{call} \"{folder}\": {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
