using EdgeOrch.Images.Tar;
using Microsoft.Win32.SafeHandles;

namespace EdgeOrch.Images.Archives;

/// <summary>The regular files within a tar on disk, opened where they lie; links between them are followed once.</summary>
internal sealed class ArchiveFiles : IDisposable
{
    private readonly Dictionary<string, (long Offset, long Size)> _files = new(StringComparer.Ordinal);
    private readonly SafeFileHandle _tar;

    public ArchiveFiles(string file)
    {
        Name = file;
        using (var stream = File.OpenRead(file)) Index(stream);
        _tar = File.OpenHandle(file);
    }

    public string Name { get; }

    public bool Contains(string path) => _files.ContainsKey(path);

    public long Size(string path) => _files.TryGetValue(path, out var file) ? file.Size : 0;

    public Stream? Open(string path) => _files.TryGetValue(path, out var file) ? new FilePartStream(_tar, file.Offset, file.Size) : null;

    public void Dispose() => _tar.Dispose();

    private void Index(FileStream stream)
    {
        var reader = new TarReader(stream);
        var links = new List<(string Path, string Target)>();
        while (reader.ReadNext() is { } entry)
        {
            var path = Clean(entry.Path);
            if (entry.Type == TarEntryType.File) _files[path] = (entry.DataOffset, entry.Size);
            // Docker writes a layer that two images share once, and links "../<id>/layer.tar" to it.
            if (entry.Type == TarEntryType.SymbolicLink) links.Add((path, Clean(Path.Combine(Path.GetDirectoryName(path) ?? "", entry.LinkTarget))));
            if (entry.Type == TarEntryType.HardLink) links.Add((path, Clean(entry.LinkTarget)));
        }

        foreach (var (path, target) in links)
        {
            if (_files.TryGetValue(target, out var file)) _files.TryAdd(path, file);
        }
    }

    // Only a key of a table, never a path of the file system.
    private static string Clean(string path) => Path.GetFullPath(path, "/").TrimStart('/');
}
