using EdgeOrch.Images.Layers;
using Microsoft.Win32.SafeHandles;
using static EdgeOrch.Images.Layers.Kernel;

namespace EdgeOrch.Images.Trees;

/// <summary>
/// A root that paths are looked up in: a container's (<c>/proc/PID/root</c>), or the machine's own. No symbolic link and no
/// <c>..</c> leads out of it (openat2(2), RESOLVE_IN_ROOT); mounts within it are crossed.
/// </summary>
public sealed class TreeRoot : IDisposable
{
    private const int MaxLinks = 40;

    private readonly SafeFileHandle _root;
    private readonly string _name;

    /// <summary>Opens it.</summary>
    /// <param name="folder">Its folder, a path that is trusted.</param>
    /// <param name="name">What stands before its paths in messages, such as <c>shop/web:</c>.</param>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public TreeRoot(string folder, string name) => (_root, _name) = (OpenFolder(folder), name);

    /// <inheritdoc/>
    public void Dispose() => _root.Dispose();

    /// <summary>A path of it as people read it.</summary>
    internal string Describe(string path) => _name + path;

    /// <summary>Opens a path for looking at it only (O_PATH); null when it does not exist.</summary>
    /// <exception cref="IOException">It cannot be reached.</exception>
    internal SafeFileHandle? Find(string path, bool followsLast)
    {
        var fd = OpenInRoot(_root, path, O_PATH | (followsLast ? 0 : O_NOFOLLOW));
        if (fd >= 0) return new SafeFileHandle(fd, ownsHandle: true);
        return Errno == ENOENT ? null : throw new IOException($"\"{Describe(path)}\": {Kernel.Describe(Errno)}");
    }

    /// <summary>The folder that a path's last part is in; the links that the last part may be have been followed.</summary>
    /// <exception cref="IOException">There is no such folder, or the links go round in a circle.</exception>
    internal (SafeFileHandle Folder, string Name) FindParent(string path)
    {
        for (var links = 0; links <= MaxLinks; links++)
        {
            var (folder, name) = Split(path);
            using var last = Find(path, followsLast: false);
            if (last is null || Facts(last).Type != S_IFLNK)
            {
                using var parent = Find(folder, followsLast: true) ?? throw new IOException($"\"{Describe(folder)}\": the folder does not exist");
                return (Reopen(parent, Describe(folder)), name);
            }

            var target = ReadLink(last);
            path = target.StartsWith('/') ? target : $"{folder}/{target}";
        }

        throw new IOException($"\"{Describe(path)}\": {Kernel.Describe(ELOOP)}");
    }

    /// <summary>Folder and last part of a path.</summary>
    internal static (string Folder, string Name) Split(string path)
    {
        var trimmed = path.TrimEnd('/');
        var slash = trimmed.LastIndexOf('/');
        return (slash <= 0 ? "/" : trimmed[..slash], trimmed[(slash + 1)..]);
    }

    /// <summary>Opens a folder that was looked at, so that entries can be read and made.</summary>
    internal static SafeFileHandle Reopen(SafeFileHandle folder, string description)
    {
        if (Facts(folder).Type != S_IFDIR) throw new IOException($"\"{description}\": is no folder");
        return OpenFolder($"/proc/self/fd/{folder.DangerousGetHandle()}");
    }
}
