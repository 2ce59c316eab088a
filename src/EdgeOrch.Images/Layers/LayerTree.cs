using EdgeOrch.Images.Tar;
using Microsoft.Win32.SafeHandles;
using static EdgeOrch.Images.Layers.Kernel;

namespace EdgeOrch.Images.Layers;

/// <summary>Makes the entries of one layer beneath its folder.</summary>
internal sealed class LayerTree : IDisposable
{
    private const string WhiteoutPrefix = ".wh.";
    private const string OpaqueMarker = ".wh..wh..opq";
    private readonly SafeFileHandle _root;
    private readonly LayerLimits _limits;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly Dictionary<string, (long Seconds, int Nanoseconds)> _folderTimes = new(StringComparer.Ordinal);
    private SafeFileHandle? _parent;
    private string _parentPath = "";

    public LayerTree(string folder, LayerLimits limits)
    {
        _root = OpenFolder(folder);
        _limits = limits;
    }

    public void Add(TarEntry entry, TarReader data, CancellationToken cancellation)
    {
        var path = EntryPath.Parse(entry.Path, "entry", _limits.Depth);
        if (path.Name.Length == 0)
        {
            if (entry.Type != TarEntryType.Directory) throw Refuse("layer-path", path, "the root must be a folder");
            SetFolder(_root, entry, path);
            return;
        }

        var parent = Parent(path);
        if (path.Name.StartsWith(WhiteoutPrefix, StringComparison.Ordinal))
        {
            AddWhiteout(parent, path);
            return;
        }

        switch (entry.Type)
        {
            case TarEntryType.Directory:
                AddFolder(parent, path, entry);
                break;
            case TarEntryType.File:
                Clear(parent, path);
                AddFile(parent, path, entry, data, cancellation);
                break;
            case TarEntryType.HardLink:
                AddHardLink(parent, path, entry);
                break;
            case TarEntryType.SymbolicLink:
                if (entry.LinkTarget.Length == 0) throw Refuse("layer-path", path, "a symbolic link must have a target");
                Clear(parent, path);
                Check(MakeSymlink(entry.LinkTarget, parent, path.Name), "symlink", path);
                SetNode(parent, path, entry, mode: null);
                break;
            default:
                AddNode(parent, path, entry);
                break;
        }
    }

    /// <summary>Gives folders their times, which adding to them changed.</summary>
    public void SetFolderTimes()
    {
        // Setting one folder's times does not change another's.
        foreach (var (path, time) in _folderTimes)
        {
            if (path.Length == 0)
            {
                SetTimes(_root, time.Seconds, time.Nanoseconds);
                continue;
            }

            // A later entry may have replaced the folder; then there is nothing to set.
            var fd = OpenBeneath(_root, path, O_RDONLY | O_DIRECTORY);
            if (fd < 0) continue;
            using var folder = new SafeFileHandle(fd, ownsHandle: true);
            SetTimes(folder, time.Seconds, time.Nanoseconds);
        }
    }

    public void Dispose()
    {
        _parent?.Dispose();
        _root.Dispose();
    }

    private SafeFileHandle Parent(EntryPath path)
    {
        if (path.Parent.Length == 0) return _root;
        if (_parent is not null && _parentPath == path.Parent) return _parent;
        Forget();
        _parent = OpenOrMake(path.Parent, path);
        _parentPath = path.Parent;
        return _parent;
    }

    private SafeFileHandle OpenOrMake(string folder, EntryPath path)
    {
        var fd = OpenBeneath(_root, folder, O_RDONLY | O_DIRECTORY);
        if (fd < 0 && Errno == ENOENT)
        {
            var slash = folder.LastIndexOf('/');
            var above = slash < 0 ? null : OpenOrMake(folder[..slash], path);
            using (above)
            {
                // An archive may leave parents out; Docker makes them so too.
                Check(MakeFolder(above ?? _root, folder[(slash + 1)..], 0x1ed), "mkdir", path);
            }

            fd = OpenBeneath(_root, folder, O_RDONLY | O_DIRECTORY);
        }

        if (fd >= 0) return new SafeFileHandle(fd, ownsHandle: true);
        throw Errno switch
        {
            ELOOP => Refuse("layer-link-traversal", path, $"its folder \"{folder}\" runs through a symbolic link"),
            ENOTDIR => Refuse("layer-path", path, $"its folder \"{folder}\" is no folder"),
            _ => Failure("open", path, Errno),
        };
    }

    private static void AddWhiteout(SafeFileHandle parent, EntryPath path)
    {
        if (path.Name == OpaqueMarker)
        {
            MakeOpaque(parent, path);
            return;
        }

        var hidden = path.Name[WhiteoutPrefix.Length..];
        // aufs's own book-keeping (.wh..wh.plnk and the like) means nothing here.
        if (hidden.StartsWith(WhiteoutPrefix, StringComparison.Ordinal)) return;
        if (hidden is "" or "." or "..") throw Refuse("layer-path", path, "a whiteout must name an entry");
        var mode = Mode(parent, hidden);
        if (mode < 0)
        {
            Check(MakeNode(parent, hidden, S_IFCHR, 0), "mknod", path);
        }
        else if ((mode & S_IFMT) == S_IFDIR)
        {
            // A whiteout hides lower layers only: with the folder re-made here, that is an opaque folder.
            using var folder = OpenChildFolder(parent, path with { Name = hidden });
            MakeOpaque(folder, path);
        }
    }

    private void AddFolder(SafeFileHandle parent, EntryPath path, TarEntry entry)
    {
        var mode = Mode(parent, path.Name);
        var hidesLower = mode >= 0 && (mode & S_IFMT) == S_IFCHR;
        if (mode >= 0 && (mode & S_IFMT) != S_IFDIR)
        {
            Clear(parent, path);
            mode = -1;
        }

        if (mode < 0) Check(MakeFolder(parent, path.Name, 0x1c0), "mkdir", path);
        using var folder = OpenChildFolder(parent, path);
        SetFolder(folder, entry, path);
        if (hidesLower) MakeOpaque(folder, path);
    }

    private static SafeFileHandle OpenChildFolder(SafeFileHandle parent, EntryPath path)
    {
        var fd = OpenBeneath(parent, path.Name, O_RDONLY | O_DIRECTORY);
        return fd < 0 ? throw Failure("open", path, Errno) : new SafeFileHandle(fd, ownsHandle: true);
    }

    private void AddFile(SafeFileHandle parent, EntryPath path, TarEntry entry, TarReader data, CancellationToken cancellation)
    {
        var fd = OpenBeneath(parent, path.Name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0x180);
        if (fd < 0) throw Failure("create", path, Errno);
        using var file = new SafeFileHandle(fd, ownsHandle: true);
        long offset = 0;
        int read;
        while ((read = data.Read(_buffer)) > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            Check(WriteAll(file, _buffer.AsSpan(0, read), offset), "write", path);
            offset += read;
        }

        // The owner first: changing it clears set-id bits and capabilities.
        Check(ChangeOwner(file, entry.UserId, entry.GroupId), "chown", path);
        Check(ChangeMode(file, (uint)entry.Mode), "chmod", path);
        SetXattrs(file, entry, path);
        Check(SetTimes(file, entry.ModifiedSeconds, entry.ModifiedNanoseconds), "utimes", path);
    }

    private void AddHardLink(SafeFileHandle parent, EntryPath path, TarEntry entry)
    {
        var target = EntryPath.Parse(entry.LinkTarget, $"hard link \"{entry.Path}\": target", _limits.Depth);
        if (target == path) return;
        var fd = target.Parent.Length == 0 ? -1 : OpenBeneath(_root, target.Parent, O_RDONLY | O_DIRECTORY);
        if (fd < 0 && target.Parent.Length > 0)
        {
            throw Errno == ELOOP
                ? Refuse("layer-link-traversal", path, $"its hard link's target \"{entry.LinkTarget}\" runs through a symbolic link")
                : Refuse("layer-link-target", path, $"its hard link's target \"{entry.LinkTarget}\" is not in this layer");
        }

        using var folder = fd < 0 ? null : new SafeFileHandle(fd, ownsHandle: true);
        var from = folder ?? _root;
        var mode = target.Name.Length == 0 ? -1 : Mode(from, target.Name);
        if (mode < 0 || (mode & S_IFMT) is S_IFDIR or S_IFCHR or S_IFBLK)
            throw Refuse("layer-link-target", path, $"its hard link's target \"{entry.LinkTarget}\" is no file of this layer");
        Clear(parent, path);
        Check(MakeLink(from, target.Name, parent, path.Name, 0), "link", path);
    }

    private void AddNode(SafeFileHandle parent, EntryPath path, TarEntry entry)
    {
        var whiteout = entry is { Type: TarEntryType.CharacterDevice, DeviceMajor: 0, DeviceMinor: 0 };
        // Roots of debootstrap and its kin hold them; the runtime mounts its own /dev over them, so nothing misses them.
        if (!_limits.AllowDeviceNodes && StandardNode.Is(path.Full, entry)) return;
        if (entry.Type != TarEntryType.Fifo && !whiteout && !_limits.AllowDeviceNodes)
            throw Refuse("layer-device-node", path, $"device nodes ({entry.DeviceMajor}:{entry.DeviceMinor}) are not allowed in a layer");
        Clear(parent, path);
        var type = entry.Type switch { TarEntryType.Fifo => S_IFIFO, TarEntryType.CharacterDevice => S_IFCHR, _ => S_IFBLK };
        Check(MakeNode(parent, path.Name, type | 0x180, DeviceNumber(entry.DeviceMajor, entry.DeviceMinor)), "mknod", path);
        SetNode(parent, path, entry, (uint)entry.Mode);
    }

    // makedev(3) of glibc.
    private static ulong DeviceNumber(uint major, uint minor) =>
        (minor & 0xffUL) | ((major & 0xfffUL) << 8) | ((minor & ~0xffUL) << 12) | ((major & ~0xfffUL) << 32);

    // An archive may hold a name twice; the later entry wins, as it does for tar.
    private void Clear(SafeFileHandle parent, EntryPath path)
    {
        if (Remove(parent, path.Name, 0) == 0) return;
        if (Errno == ENOENT) return;
        if (Errno != EISDIR) throw Failure("unlink", path, Errno);
        if (Remove(parent, path.Name, AT_REMOVEDIR) < 0)
        {
            throw Errno == ENOTEMPTY
                ? Refuse("layer-path", path, "replaces a folder of this layer that is not empty")
                : Failure("rmdir", path, Errno);
        }

        if (_parentPath == path.Full) Forget();
    }

    private void SetFolder(SafeFileHandle folder, TarEntry entry, EntryPath path)
    {
        Check(ChangeOwner(folder, entry.UserId, entry.GroupId), "chown", path);
        Check(ChangeMode(folder, (uint)entry.Mode), "chmod", path);
        SetXattrs(folder, entry, path);
        _folderTimes[path.Full] = (entry.ModifiedSeconds, entry.ModifiedNanoseconds);
    }

    private static void SetNode(SafeFileHandle parent, EntryPath path, TarEntry entry, uint? mode)
    {
        Check(ChangeOwner(parent, path.Name, entry.UserId, entry.GroupId, AT_SYMLINK_NOFOLLOW), "chown", path);
        // Follows links, but this name was made just now and is none.
        if (mode is { } bits) Check(ChangeMode(parent, path.Name, bits, 0), "chmod", path);
        Check(SetTimes(parent, path.Name, entry.ModifiedSeconds, entry.ModifiedNanoseconds), "utimes", path);
    }

    private void SetXattrs(SafeFileHandle file, TarEntry entry, EntryPath path)
    {
        if (entry.Xattrs.Sum(x => (long)x.Key.Length + x.Value.Length) > _limits.XattrBytes)
            throw Refuse("layer-xattr", path, $"its extended attributes are larger than {_limits.XattrBytes} bytes");
        foreach (var (name, value) in entry.Xattrs)
        {
            if (IsKept(name)) Check(SetXattr(file, name, value, (nuint)value.Length, 0), $"setxattr {name}", path);
        }
    }

    private static bool IsKept(string xattr) =>
        xattr == "security.capability"
        || (xattr.StartsWith("user.", StringComparison.Ordinal) && !xattr.StartsWith("user.overlay.", StringComparison.Ordinal));

    private static void MakeOpaque(SafeFileHandle folder, EntryPath path) =>
        Check(SetXattr(folder, "trusted.overlay.opaque", "y"u8, 1, 0), "setxattr trusted.overlay.opaque", path);

    private void Forget()
    {
        _parent?.Dispose();
        _parent = null;
    }

    private static void Check(int result, string call, EntryPath path)
    {
        if (result < 0) throw Failure(call, path, Errno);
    }

    private static LayerException Failure(string call, EntryPath path, int errno) =>
        new(errno is ENOSPC or EDQUOT ? "no-space" : "layer-io", $"layer: {call} \"{path.Full}\": {Describe(errno)}");

    private static LayerException Refuse(string code, EntryPath path, string rule) => new(code, $"layer: \"{path.Full}\": {rule}");
}
