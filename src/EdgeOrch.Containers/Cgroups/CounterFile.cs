using System.Buffers.Text;
using System.Text;
using EdgeOrch.Containers.Kernel;

namespace EdgeOrch.Containers.Cgroups;

/// <summary>
/// Reads small files of the kernel with bare calls: no file object, no lock, no exception for one that is not there, and nothing
/// allocated: a device reads some twenty containers every few seconds, for years.
/// </summary>
internal static unsafe class CounterFile
{
    private const int MostPathBytes = 4096;

    // The longest file of counters is memory.stat, some 3 KB; lists of processes may be longer.
    private const int FirstBytes = 16 * 1024;

    // Values from here on are how version 1 says "no limit" (the largest page counter).
    private const long Endless = 1L << 62;

    [ThreadStatic]
    private static byte[]? t_buffer;

    /// <summary>The file's content until the next reading of this thread; empty when the file is gone or cannot be read.</summary>
    public static ReadOnlySpan<byte> Read(ReadOnlySpan<char> folder, ReadOnlySpan<char> file) => TryRead(folder, file, out var bytes) ? bytes : default;

    /// <summary>The file's content until the next reading of this thread; false when the file is gone or cannot be read.</summary>
    public static bool TryRead(ReadOnlySpan<char> folder, ReadOnlySpan<char> file, out ReadOnlySpan<byte> content)
    {
        content = default;
        Span<byte> path = stackalloc byte[MostPathBytes];
        if (!Encoding.UTF8.TryGetBytes(folder, path[..^2], out var length)) return false;
        path[length++] = (byte)'/';
        if (!Encoding.UTF8.TryGetBytes(file, path[length..^1], out var rest)) return false;
        path[length + rest] = 0;
        fixed (byte* name = path)
        {
            var fd = (int)Libc.Try(Syscall.Openat, Flags.AtFdCwd, (nint)name, Flags.ReadOnly | Flags.CloseOnExec);
            if (fd < 0) return false;
            t_buffer ??= GC.AllocateUninitializedArray<byte>(FirstBytes);
            var (got, read) = (0, 0);
            do
            {
                got += read;
                if (got == t_buffer.Length) Array.Resize(ref t_buffer, got * 2);
                fixed (byte* bytes = t_buffer) read = (int)Libc.Try(Syscall.Read, fd, (nint)(bytes + got), t_buffer.Length - got);
            }
            while (read > 0);

            Libc.Close(fd);
            content = t_buffer.AsSpan(0, got);
            return read == 0;
        }
    }

    /// <summary>The number that a file holds; null when it is gone, or says that there is no limit.</summary>
    public static long? Number(string folder, string file) => Number(Read(folder, file));

    /// <summary>A number; null when it is none, or the kernel's way to say that there is no limit.</summary>
    public static long? Number(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text, out long value, out _) && value < Endless ? value : null;

    /// <summary>Splits off what stands before the next separator; false at the end.</summary>
    public static bool Next(ref ReadOnlySpan<byte> rest, byte separator, out ReadOnlySpan<byte> part)
    {
        part = default;
        if (rest.IsEmpty) return false;
        var end = rest.IndexOf(separator);
        part = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        return true;
    }

    /// <summary>Splits a line <c>key number</c>.</summary>
    public static bool NextKey(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> key, out long value)
    {
        key = default;
        value = 0;
        if (!Next(ref rest, (byte)'\n', out var line)) return false;
        var space = line.IndexOf((byte)' ');
        if (space < 0 || !Utf8Parser.TryParse(line[(space + 1)..], out value, out _)) return true;
        key = line[..space];
        return true;
    }
}
