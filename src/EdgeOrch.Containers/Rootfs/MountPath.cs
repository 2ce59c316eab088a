using System.Text;
using EdgeOrch.Containers.Kernel;

namespace EdgeOrch.Containers.Rootfs;

/// <summary>
/// Follows the symbolic links of an image on the way to a mount's destination, so that what a dangling one points to can be made
/// (<c>/etc/resolv.conf</c> of many images). It only says where to mount: that nothing leads out is the child's chroot's doing.
/// </summary>
internal static unsafe class MountPath
{
    private const int MaxLinks = 40;
    private const int MaxTargetBytes = 4096;

    /// <summary>The destination without links, <c>.</c> and <c>..</c>.</summary>
    /// <param name="layers">Folders of the image, the topmost first.</param>
    /// <param name="mounted">Destinations of earlier mounts, which hide the image's links.</param>
    /// <param name="path">The destination; one that does not begin with a slash counts from the root.</param>
    /// <exception cref="ContainerException">The links go round in a circle.</exception>
    public static string Resolve(IReadOnlyList<string> layers, IReadOnlyCollection<string> mounted, string path)
    {
        var rest = new Stack<string>(path.Split('/').Reverse());
        var (resolved, links) = ("", 0);
        while (rest.TryPop(out var part))
        {
            if (part is "" or ".") continue;
            if (part == "..")
            {
                resolved = resolved.Length == 0 ? "" : resolved[..resolved.LastIndexOf('/')];
                continue;
            }

            var next = $"{resolved}/{part}";
            if (mounted.Any(m => next == m || next.StartsWith($"{m}/", StringComparison.Ordinal)) || LinkAt(layers, next) is not { } target)
            {
                resolved = next;
                continue;
            }

            if (++links > MaxLinks) throw new ContainerException("readlink", path, Errno.Loop);
            if (target.StartsWith('/')) resolved = "";
            foreach (var step in target.Split('/').Reverse()) rest.Push(step);
        }

        return resolved.Length == 0 ? "/" : resolved;
    }

    private static string? LinkAt(IReadOnlyList<string> layers, string path)
    {
        var buffer = stackalloc byte[MaxTargetBytes];
        foreach (var layer in layers)
        {
            fixed (byte* text = Libc.Utf8(layer + path))
            {
                var length = Libc.Try(Syscall.Readlinkat, Flags.AtFdCwd, (nint)text, (nint)buffer, MaxTargetBytes);
                if (length >= 0) return Encoding.UTF8.GetString(buffer, (int)length);

                // Something that is no link hides what the layers below have there.
                if (-length != Errno.NoEntry) return null;
            }
        }

        return null;
    }
}
