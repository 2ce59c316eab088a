using System.Runtime.InteropServices;

namespace EdgeOrch.Agent.Workloads;

/// <summary>Reads the numbers of a device node by statx(2), whose structure is the same on every architecture.</summary>
internal static unsafe partial class DeviceNode
{
    private const int AtCurrentFolder = -100;
    private const uint TypeMask = 0x1;
    private const int FormatMask = 0xF000;
    private const int CharacterDevice = 0x2000;
    private const int BlockDevice = 0x6000;

    // struct statx: stx_mode at 28, stx_rdev_major at 128, stx_rdev_minor at 132 (include/uapi/linux/stat.h).
    private const int StatxBytes = 256;
    private const int ModeOffset = 28;
    private const int MajorOffset = 128;
    private const int MinorOffset = 132;

    /// <summary>The node's type (<c>c</c> or <c>b</c>) and numbers; links are followed. False when there is no such device node.</summary>
    public static bool TryRead(string path, out char type, out long major, out long minor)
    {
        (type, major, minor) = ('\0', 0, 0);
        Span<byte> buffer = stackalloc byte[StatxBytes];
        fixed (byte* pointer = buffer)
        {
            if (Statx(AtCurrentFolder, path, 0, TypeMask, pointer) != 0) return false;
        }

        var format = MemoryMarshal.Read<ushort>(buffer[ModeOffset..]) & FormatMask;
        if (format is not (CharacterDevice or BlockDevice)) return false;
        type = format == CharacterDevice ? 'c' : 'b';
        major = MemoryMarshal.Read<uint>(buffer[MajorOffset..]);
        minor = MemoryMarshal.Read<uint>(buffer[MinorOffset..]);
        return true;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, byte* result);
}
