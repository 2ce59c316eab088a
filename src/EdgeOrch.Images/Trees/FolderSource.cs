using EdgeOrch.Images.Tar;
using Microsoft.Win32.SafeHandles;
using static EdgeOrch.Images.Layers.Kernel;

namespace EdgeOrch.Images.Trees;

/// <summary>
/// Walks a tree by descriptors: who owns it may exchange files and links meanwhile and leads nobody out. A file is looked at
/// before it is opened, so that no device is set to work and no FIFO waited for.
/// </summary>
/// <param name="target">Takes the entries.</param>
/// <param name="passedOver">Told of what is not copied: devices and sockets.</param>
internal sealed class FolderSource(ITreeTarget target, Action<string> passedOver)
{
    private const int MaxDepth = 256;

    /// <summary>Copies what an open file is, and what is in it.</summary>
    /// <param name="node">Opened with O_PATH.</param>
    /// <param name="path">What it is called; empty for a folder of which only the content counts.</param>
    /// <param name="description">What it is called in messages.</param>
    /// <param name="depth">How many folders it is in.</param>
    public void Copy(SafeFileHandle node, string path, string description, int depth = 0)
    {
        if (depth > MaxDepth) throw new IOException($"\"{description}\": more than {MaxDepth} folders deep");
        var facts = Facts(node);
        switch (facts.Type)
        {
            case S_IFDIR:
                target.Add(Entry(TarEntryType.Directory, path, facts), Nothing);
                CopyContent(node, path, description, depth);
                break;
            case S_IFREG:
                // The size of this moment counts: a file that grows is cut, and what one that shrank has lost is missing, or zero in a tar.
                using (var file = Open(node, description))
                {
                    long done = 0;
                    target.Add(Entry(TarEntryType.File, path, facts) with { Size = facts.Size }, buffer =>
                    {
                        var read = RandomAccess.Read(file, buffer[..(int)Math.Min(buffer.Length, facts.Size - done)], done);
                        done += read;
                        return read;
                    });
                }

                break;
            case S_IFLNK:
                target.Add(Entry(TarEntryType.SymbolicLink, path, facts) with { LinkTarget = ReadLink(node) }, Nothing);
                break;
            case S_IFIFO:
                target.Add(Entry(TarEntryType.Fifo, path, facts), Nothing);
                break;
            default:
                passedOver(description);
                break;
        }
    }

    private void CopyContent(SafeFileHandle node, string path, string description, int depth)
    {
        using var folder = TreeRoot.Reopen(node, description);
        foreach (var child in Directory.EnumerateFileSystemEntries($"/proc/self/fd/{folder.DangerousGetHandle()}/"))
        {
            var name = child[(child.LastIndexOf('/') + 1)..];
            var fd = OpenNode(folder, name);

            // It may have been removed meanwhile.
            if (fd < 0 && Errno == ENOENT && !name.Contains('\uFFFD', StringComparison.Ordinal)) continue;
            if (fd < 0) throw new IOException($"\"{description}/{name}\": {Describe(Errno)}");
            using var handle = new SafeFileHandle(fd, ownsHandle: true);
            Copy(handle, path.Length == 0 ? name : $"{path}/{name}", $"{description.TrimEnd('/')}/{name}", depth + 1);
        }
    }

    private static SafeFileHandle Open(SafeFileHandle node, string description)
    {
        var fd = OpenAgain(node);
        return fd < 0 ? throw new IOException($"open \"{description}\": {Describe(Errno)}") : new SafeFileHandle(fd, ownsHandle: true);
    }

    private static int Nothing(Span<byte> buffer) => 0;

    private static TarEntry Entry(TarEntryType type, string path, FileFacts facts) => new()
    {
        Type = type,
        Path = path,
        LinkTarget = "",
        Mode = facts.Permissions,
        UserId = facts.UserId,
        GroupId = facts.GroupId,
        Size = 0,
        ModifiedSeconds = facts.ModifiedSeconds,
        ModifiedNanoseconds = facts.ModifiedNanoseconds,
        DeviceMajor = 0,
        DeviceMinor = 0,
        Xattrs = new Dictionary<string, byte[]>(),
        HeaderOffset = 0,
        DataOffset = 0,
    };
}
