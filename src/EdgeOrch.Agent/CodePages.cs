using System.Globalization;
using System.Runtime.InteropServices;

namespace EdgeOrch.Agent;

/// <summary>
/// Unmaps the code that only a burst of work needed. The kernel maps sixteen pages for each one that is touched, and takes mapped
/// ones back last; unmapped they stay cached while there is room, and what is needed again costs a minor fault.
/// </summary>
internal static partial class CodePages
{
    private const int DontNeed = 4;

    /// <summary>Unmaps what is unchanged of this process's programs and libraries; they never go away, so what smaps says of them stays true.</summary>
    /// <returns>How many bytes of addresses that were; the kernel may refuse some, which stay.</returns>
    public static long Release() => Clean(File.ReadAllLines("/proc/self/smaps")).Where(mapping => Advise(mapping.From, mapping.Bytes, DontNeed) == 0).Sum(mapping => mapping.Bytes);

    /// <summary>Read-only mappings of files none of whose pages is a copy of this process's own (proc(5), smaps).</summary>
    internal static IEnumerable<(nint From, nint Bytes)> Clean(IEnumerable<string> smaps)
    {
        (nint From, nint Bytes)? mapping = null;
        foreach (var line in smaps)
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields is [var range, var access, _, _, var inode, ..] && range.Split('-') is [var from, var to])
                mapping = access is "r-xp" or "r--p" && inode != "0" ? (Hex(from), Hex(to) - Hex(from)) : null;
            else if (fields is ["Anonymous:", "0", "kB"] && mapping is { } clean)
                yield return clean;
        }
    }

    private static nint Hex(string text) => nint.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nint bytes, int advice);
}
