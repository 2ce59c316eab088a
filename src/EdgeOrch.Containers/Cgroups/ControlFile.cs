using System.Globalization;
using System.Text;
using EdgeOrch.Containers.Kernel;

namespace EdgeOrch.Containers.Cgroups;

/// <summary>Reads and writes the small files of a cgroup folder; a refused write names the file and the value.</summary>
internal static unsafe class ControlFile
{
    /// <exception cref="ContainerException">The kernel refused the value.</exception>
    public static void Write(string folder, string file, string value)
    {
        var errno = TryWrite(folder, file, value);
        if (errno != 0) throw new ContainerException("write", $"{folder}/{file} ({value})", errno);
    }

    /// <summary>Writes; the result is 0 or the error number.</summary>
    public static int TryWrite(string folder, string file, string value)
    {
        var fd = Libc.TryOpen($"{folder}/{file}", Flags.WriteOnly | Flags.CloseOnExec);
        if (fd < 0) return -fd;
        fixed (byte* bytes = Libc.Utf8(value))
        {
            var written = Libc.Try(Syscall.Write, fd, (nint)bytes, Libc.Utf8(value).Length - 1);
            Libc.Close(fd);
            return written < 0 ? (int)-written : 0;
        }
    }

    public static void Write(string folder, string file, long value) => Write(folder, file, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>True when there is such a file.</summary>
    public static bool Exists(string folder, string file) => File.Exists($"{folder}/{file}");

    /// <summary>The file's text, or null when the file is gone.</summary>
    public static string? Read(string folder, string file) =>
        CounterFile.TryRead(folder, file, out var bytes) ? Encoding.UTF8.GetString(bytes).Trim() : null;

    /// <summary>The number that the file holds, or null when the file is gone or says <c>max</c>.</summary>
    public static long? ReadNumber(string folder, string file) =>
        long.TryParse(Read(folder, file), NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <summary>The number behind a key in a file of lines <c>key number</c>, or null.</summary>
    public static long? ReadKey(string folder, string file, string key)
    {
        foreach (var line in (Read(folder, file) ?? "").Split('\n'))
        {
            var parts = line.Split(' ');
            if (parts.Length == 2 && parts[0] == key && long.TryParse(parts[1], CultureInfo.InvariantCulture, out var value)) return value;
        }

        return null;
    }
}
