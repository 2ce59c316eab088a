using EdgeOrch.Images.Tar;
using Microsoft.Win32.SafeHandles;
using static EdgeOrch.Images.Layers.Kernel;

namespace EdgeOrch.Images.Trees;

/// <summary>
/// Copies files and folders by the rules of <c>docker cp</c>: a folder goes into a folder that exists, or becomes the one that
/// does not; of a path that ends with <c>/.</c> only the content goes.
/// </summary>
/// <param name="passedOver">Told of what is not copied: devices and sockets.</param>
public sealed class TreeCopy(Action<string> passedOver)
{
    /// <summary>Copies from one root into another.</summary>
    /// <param name="from">Where from.</param>
    /// <param name="source">The path there.</param>
    /// <param name="to">Where to.</param>
    /// <param name="destination">The path there.</param>
    /// <param name="followsLink">Copies what <paramref name="source"/> points to, if it is a symbolic link, and not the link.</param>
    /// <param name="keepsOwners">Keeps owners and set-id bits; else all becomes the caller's, without them.</param>
    /// <exception cref="IOException">Something is not there, in the way, or cannot be read or written.</exception>
    public void Run(TreeRoot from, string source, TreeRoot to, string destination, bool followsLink, bool keepsOwners)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        var contentOnly = IsContentOnly(source);
        using var node = Find(from, source, followsLink || contentOnly || source.EndsWith('/'));
        var isFolder = Facts(node).Type == S_IFDIR;
        if (!isFolder && (contentOnly || source.EndsWith('/'))) throw new IOException($"\"{from.Describe(source)}\": is no folder");
        var name = contentOnly ? "" : TreeRoot.Split(source).Name;
        using var existing = to.Find(destination, followsLast: true);
        var intoFolder = existing is not null && Facts(existing).Type == S_IFDIR;
        var wantsFolder = destination.EndsWith('/') || IsContentOnly(destination);
        if (!intoFolder && isFolder && existing is not null) throw new IOException($"\"{to.Describe(destination)}\": is no folder; a folder cannot be copied there");
        if (!intoFolder && wantsFolder && (existing is not null || !isFolder || IsContentOnly(destination))) throw new IOException($"\"{to.Describe(destination)}\": the folder does not exist");
        var (folder, becomes) = intoFolder ? (TreeRoot.Reopen(existing!, to.Describe(destination)), name) : to.FindParent(destination);
        using (folder)
        {
            var target = new FolderTarget(folder, to.Describe(intoFolder ? destination : TreeRoot.Split(destination).Folder), keepsOwners);
            new FolderSource(target, passedOver).Copy(node, becomes, from.Describe(source));
            target.Finish();
        }
    }

    /// <summary>Writes a tar of a path; its entries begin with the path's last part.</summary>
    /// <exception cref="IOException">Something is not there, or cannot be read or written.</exception>
    public void Pack(TreeRoot from, string source, Stream tar, bool followsLink)
    {
        ArgumentNullException.ThrowIfNull(from);
        using var node = Find(from, source, followsLink || IsContentOnly(source) || source.EndsWith('/'));
        using var target = new TarTarget(tar);
        new FolderSource(target, passedOver).Copy(node, IsContentOnly(source) ? "" : TreeRoot.Split(source).Name, from.Describe(source));
    }

    /// <summary>Makes what a tar holds in a folder that exists, with the owners that it says.</summary>
    /// <exception cref="IOException">There is no such folder, or something is in the way or cannot be written.</exception>
    /// <exception cref="ImageException">The tar is malformed.</exception>
    public void Unpack(Stream tar, TreeRoot to, string destination)
    {
        ArgumentNullException.ThrowIfNull(to);
        using var existing = Find(to, destination, followsLast: true);
        using var folder = TreeRoot.Reopen(existing, to.Describe(destination));
        var target = new FolderTarget(folder, to.Describe(destination), keepsOwners: true);
        var reader = new TarReader(tar, new TarLimits { Entries = int.MaxValue, FileBytes = long.MaxValue });
        while (reader.ReadNext() is { } entry)
        {
            if (entry.Type is TarEntryType.CharacterDevice or TarEntryType.BlockDevice) passedOver(entry.Path);
            else target.Add(entry, reader.Read);
        }

        target.Finish();
    }

    private static SafeFileHandle Find(TreeRoot root, string path, bool followsLast) =>
        root.Find(path, followsLast) ?? throw new IOException($"\"{root.Describe(path)}\": does not exist");

    // A root has no name of its own.
    private static bool IsContentOnly(string path) => path is "." || path.EndsWith("/.", StringComparison.Ordinal) || path.Trim('/').Length == 0;
}
