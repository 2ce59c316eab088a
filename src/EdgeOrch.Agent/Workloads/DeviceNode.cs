using System.Runtime.InteropServices;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Agent.Workloads;

/// <summary>Reads the numbers of a device node by statx(2), whose structure is the same on every architecture.</summary>
internal static unsafe partial class DeviceNode
{
    private const int AtCurrentFolder = -100;
    // STATX_TYPE, _MODE, _UID and _GID.
    private const uint BasicMask = 0x1 | 0x2 | 0x8 | 0x10;
    private const int FormatMask = 0xF000;
    private const int CharacterDevice = 0x2000;
    private const int BlockDevice = 0x6000;

    // struct statx: stx_uid at 20, stx_gid at 24, stx_mode at 28, stx_rdev_major at 128, stx_rdev_minor at 132 (include/uapi/linux/stat.h).
    private const int StatxBytes = 256;
    private const int UserOffset = 20;
    private const int GroupOffset = 24;
    private const int ModeOffset = 28;
    private const int MajorOffset = 128;
    private const int MinorOffset = 132;

    /// <summary>The node's type (<c>c</c> or <c>b</c>) and numbers; links are followed. False when there is no such device node.</summary>
    public static bool TryRead(string path, out char type, out long major, out long minor)
    {
        var found = TryRead(path, out var node);
        (type, major, minor) = (found ? node.Type[0] : '\0', node.Major, node.Minor);
        return found;
    }

    /// <summary>The node with its permissions and owner; links are followed. False when there is no such device node.</summary>
    public static bool TryRead(string path, out DeviceSpec node)
    {
        node = new DeviceSpec { Path = path };
        Span<byte> buffer = stackalloc byte[StatxBytes];
        fixed (byte* pointer = buffer)
        {
            if (Statx(AtCurrentFolder, path, 0, BasicMask, pointer) != 0) return false;
        }

        var mode = MemoryMarshal.Read<ushort>(buffer[ModeOffset..]);
        if ((mode & FormatMask) is var format && format is not (CharacterDevice or BlockDevice)) return false;
        node.Type = format == CharacterDevice ? "c" : "b";
        node.Major = MemoryMarshal.Read<uint>(buffer[MajorOffset..]);
        node.Minor = MemoryMarshal.Read<uint>(buffer[MinorOffset..]);
        node.FileMode = (uint)(mode & ~FormatMask);
        node.Uid = MemoryMarshal.Read<uint>(buffer[UserOffset..]);
        node.Gid = MemoryMarshal.Read<uint>(buffer[GroupOffset..]);
        return true;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, byte* result);
}
