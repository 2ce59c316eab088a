using System.Buffers.Text;
using System.Text;
using EdgeOrch.Containers.Kernel;

namespace EdgeOrch.Containers.Cgroups;

/// <summary>Reads the interfaces of a process's network namespace.</summary>
internal static unsafe class NetworkFile
{
    private const int StatxInode = 0x100;
    private const int InodeOffset = 32;

    // The names of a device's interfaces are few and the same for ever.
    private static readonly Lock s_lock = new();
    private static readonly List<(byte[] Bytes, string Text)> s_names = [];

    /// <summary>Adds the traffic; nothing when the process is gone, or in this process's network.</summary>
    public static void Read(int pid, CgroupStats stats)
    {
        Span<char> folder = stackalloc char[32];
        if (!folder.TryWrite($"/proc/{pid}", out var length)) return;
        if (Namespace(folder[..length]) is not { } own || own == Namespace("/proc/self")) return;
        var rest = CounterFile.Read(folder[..length], "net/dev");
        if (rest.IsEmpty) return;
        stats.CountsNetwork();
        Span<long> counters = stackalloc long[16];
        while (CounterFile.Next(ref rest, (byte)'\n', out var line))
        {
            var colon = line.IndexOf((byte)':');
            if (colon < 0) continue;
            var name = line[..colon].TrimStart((byte)' ');
            if (name.SequenceEqual("lo"u8)) continue;
            counters.Clear();
            Numbers(line[(colon + 1)..], counters);
            stats.Add(new InterfaceTraffic(Name(name), counters[0], counters[1], counters[2], counters[3], counters[8], counters[9], counters[10], counters[11]));
        }
    }

    private static void Numbers(ReadOnlySpan<byte> rest, Span<long> counters)
    {
        var next = 0;
        while (next < counters.Length && CounterFile.Next(ref rest, (byte)' ', out var part))
            if (Utf8Parser.TryParse(part, out long value, out _)) counters[next++] = value;
    }

    private static string Name(ReadOnlySpan<byte> name)
    {
        lock (s_lock)
        {
            foreach (var (bytes, text) in s_names) if (name.SequenceEqual(bytes)) return text;

            // A container may name its interfaces as it likes, and often.
            var made = Encoding.UTF8.GetString(name);
            if (s_names.Count < 64) s_names.Add((name.ToArray(), made));
            return made;
        }
    }

    private static long? Namespace(ReadOnlySpan<char> process)
    {
        Span<byte> path = stackalloc byte[64];
        var length = Encoding.UTF8.GetBytes(process, path);
        "/ns/net\0"u8.CopyTo(path[length..]);
        var statx = stackalloc byte[256];
        fixed (byte* name = path)
            return Libc.Try(Syscall.Statx, Flags.AtFdCwd, (nint)name, 0, StatxInode, (nint)statx) >= 0 ? *(long*)(statx + InodeOffset) : null;
    }
}
