using EdgeOrch.Images.Tar;
using Microsoft.Win32.SafeHandles;
using static EdgeOrch.Images.Layers.Kernel;

namespace EdgeOrch.Images.Trees;

/// <summary>
/// Makes the entries of a tree beneath a folder. No symbolic link is followed there, whether it was there before, came with the
/// tree or was made meanwhile. What is in the way of a file is replaced; folders are joined and keep their owner and mode.
/// </summary>
/// <param name="root">The folder.</param>
/// <param name="description">What it is called in messages.</param>
/// <param name="keepsOwners">True: owners and set-id bits are those of the entries. False: all is the caller's, without set-id bits, which would speak for another.</param>
internal sealed class FolderTarget(SafeFileHandle root, string description, bool keepsOwners) : ITreeTarget
{
    private const int BufferBytes = 128 * 1024;
    private const uint WithoutSetId = 0x3ff;
    private const uint OwnerOnly = 0x1c0;
    private const uint OwnerMayUse = 0x180;
    private const uint Parents = 0x1ed;

    private readonly byte[] _buffer = new byte[BufferBytes];
    private readonly List<TarEntry> _folders = [];

    /// <inheritdoc/>
    public void Add(TarEntry entry, ReadData data)
    {
        var path = Checked(entry.Path);
        if (path.Length == 0) return;
        var (above, name) = Split(path);
        using var folder = OpenOrMake(above);
        switch (entry.Type)
        {
            case TarEntryType.Directory:
                AddFolder(folder, path, name, entry);
                return;
            case TarEntryType.File:
                AddFile(folder, path, name, entry, data);
                return;
            case TarEntryType.SymbolicLink:
                Clear(folder, path, name);
                Check(MakeSymlink(entry.LinkTarget, folder, name), "symlink", path);
                break;
            case TarEntryType.HardLink:
                AddHardLink(folder, path, name, Checked(entry.LinkTarget));
                return;
            case TarEntryType.Fifo:
                Clear(folder, path, name);
                Check(MakeNode(folder, name, S_IFIFO | (uint)entry.Mode & WithoutSetId, 0), "mkfifo", path);
                break;
            default:
                throw Refuse(path, "is a device, which is not copied");
        }

        if (keepsOwners) Check(ChangeOwner(folder, name, entry.UserId, entry.GroupId, AT_SYMLINK_NOFOLLOW), "chown", path);
        Check(SetTimes(folder, name, entry.ModifiedSeconds, entry.ModifiedNanoseconds), "utimes", path);
    }

    /// <summary>Gives the folders that were made their modes and times, which adding to them needed or changed.</summary>
    public void Finish()
    {
        for (var i = _folders.Count - 1; i >= 0; i--)
        {
            var entry = _folders[i];
            var fd = OpenWithin(root, Checked(entry.Path), O_RDONLY | O_DIRECTORY);
            if (fd < 0) continue;
            using var folder = new SafeFileHandle(fd, ownsHandle: true);
            SetAttributes(folder, entry, entry.Path);
        }
    }

    private void AddFolder(SafeFileHandle folder, string path, string name, TarEntry entry)
    {
        if (MakeFolder(folder, name, OwnerOnly) == 0) _folders.Add(entry);
        else if (Errno != EEXIST) throw Failure("mkdir", path);
        else if ((Mode(folder, name) & S_IFMT) != S_IFDIR) throw Refuse(path, "is no folder and is not replaced by one");
    }

    private void AddFile(SafeFileHandle folder, string path, string name, TarEntry entry, ReadData data)
    {
        // A file that something is mounted on, as /etc/hosts of a container, cannot be replaced, but written.
        var isMounted = !TryClear(folder, path, name);
        var fd = OpenWithin(folder, name, O_WRONLY | (isMounted ? O_TRUNC : O_CREAT | O_EXCL), isMounted ? 0u : OwnerMayUse);
        if (fd < 0) throw Failure("create", path);
        using var file = new SafeFileHandle(fd, ownsHandle: true);
        long offset = 0;
        for (int read; (read = data(_buffer)) > 0; offset += read)
        {
            // What is zero is left out: a file with holes has them again.
            var part = _buffer.AsSpan(0, read);
            if (part.ContainsAnyExcept((byte)0)) Check(WriteAll(file, part, offset), "write", path);
        }

        Check(SetLength(file, offset), "truncate", path);
        SetAttributes(file, entry, path);
    }

    private void SetAttributes(SafeFileHandle file, TarEntry entry, string path)
    {
        // The owner first: changing it clears set-id bits.
        if (keepsOwners) Check(ChangeOwner(file, entry.UserId, entry.GroupId), "chown", path);
        Check(ChangeMode(file, keepsOwners ? (uint)entry.Mode : (uint)entry.Mode & WithoutSetId), "chmod", path);
        Check(SetTimes(file, entry.ModifiedSeconds, entry.ModifiedNanoseconds), "utimes", path);
    }

    private void AddHardLink(SafeFileHandle folder, string path, string name, string target)
    {
        var (above, linked) = Split(target);
        using var from = OpenOrMake(above);
        if ((Mode(from, linked) & S_IFMT) != S_IFREG) throw Refuse(path, $"links to \"{target}\", which is no file of this tree");
        Clear(folder, path, name);
        Check(MakeLink(from, linked, folder, name, 0), "link", path);
    }

    private SafeFileHandle OpenOrMake(string path)
    {
        var fd = OpenWithin(root, path.Length == 0 ? "." : path, O_RDONLY | O_DIRECTORY);
        if (fd < 0 && Errno == ENOENT)
        {
            var (above, name) = Split(path);
            using (var folder = OpenOrMake(above)) Check(MakeFolder(folder, name, Parents), "mkdir", path);
            fd = OpenWithin(root, path, O_RDONLY | O_DIRECTORY);
        }

        if (fd >= 0) return new SafeFileHandle(fd, ownsHandle: true);
        throw Errno is ELOOP ? Refuse(path, "is a symbolic link, which is not followed") : Failure("open", path);
    }

    private void Clear(SafeFileHandle folder, string path, string name)
    {
        if (!TryClear(folder, path, name)) throw Refuse(path, "has something mounted on it and is not replaced");
    }

    /// <summary>Removes what is in the way; false when something is mounted there.</summary>
    private bool TryClear(SafeFileHandle folder, string path, string name)
    {
        // Without the question, what is mounted in a container would be unmounted there.
        if (IsMounted(folder, name)) return false;
        if (Remove(folder, name, 0) == 0 || Errno == ENOENT) return true;
        throw Errno == EISDIR ? Refuse(path, "is a folder and is not replaced by something else") : Failure("unlink", path);
    }

    private string Checked(string path)
    {
        var parts = path.Split('/').Where(part => part.Length > 0 && part != ".").ToList();
        return parts.Contains("..") ? throw Refuse(path, "must not hold \"..\"") : string.Join('/', parts);
    }

    private static (string Above, string Name) Split(string path)
    {
        var slash = path.LastIndexOf('/');
        return (slash < 0 ? "" : path[..slash], path[(slash + 1)..]);
    }

    private void Check(int result, string call, string path)
    {
        if (result < 0) throw Failure(call, path);
    }

    private IOException Failure(string call, string path) => new($"{call} \"{Of(path)}\": {Describe(Errno)}");

    private IOException Refuse(string path, string rule) => new($"\"{Of(path)}\": {rule}");

    private string Of(string path) => $"{description.TrimEnd('/')}/{path}";
}
