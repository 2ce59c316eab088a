using EdgeOrch.Images.Tar;

namespace EdgeOrch.Images.Layers;

/// <summary>The device nodes that every container has of its runtime (OCI runtime-spec config-linux.md, "Default Devices"), and the console.</summary>
internal static class StandardNode
{
    /// <summary>Whether an entry is one of them: by its path and its numbers (Linux, devices.txt).</summary>
    public static bool Is(string path, TarEntry entry) => entry.Type == TarEntryType.CharacterDevice && (path, entry.DeviceMajor, entry.DeviceMinor) is
        ("dev/null", 1, 3) or ("dev/zero", 1, 5) or ("dev/full", 1, 7) or ("dev/random", 1, 8) or ("dev/urandom", 1, 9)
        or ("dev/tty", 5, 0) or ("dev/console", 5, 1) or ("dev/ptmx", 5, 2);
}
