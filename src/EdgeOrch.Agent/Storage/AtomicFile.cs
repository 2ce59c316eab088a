namespace EdgeOrch.Agent.Storage;

/// <summary>State files that are the old one or the new one at any power cut: written beside, synced, renamed, folder synced.</summary>
internal static class AtomicFile
{
    private const string Suffix = ".new";

    /// <summary>Replaces the file; durable on return. Its folder must exist.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">All of its new content.</param>
    /// <param name="mode">Its permissions from its first byte on; the default keeps secrets to root.</param>
    /// <param name="beside">What is written first, on the same file system; null for the path with <c>.new</c> behind, which is enough where one at a time writes.</param>
    /// <exception cref="IOException">No space, or the disk failed; the old content is untouched.</exception>
    public static void Write(
        string path, ReadOnlySpan<byte> content, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite, string? beside = null)
    {
        Replace(path, content, mode, beside ?? path + Suffix, sync: true);
        Durable.SyncFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>
    /// Replaces the file for this boot: a process that ends leaves the old one or the new one, and costs no write to the disk
    /// by itself; a power cut may leave either, or a damaged one. Its folder must exist.
    /// </summary>
    /// <param name="path">The file; only root may read it.</param>
    /// <param name="content">All of its new content.</param>
    /// <exception cref="IOException">No space, or the disk failed; the old content is untouched.</exception>
    public static void WriteForThisBoot(string path, ReadOnlySpan<byte> content) =>
        Replace(path, content, UnixFileMode.UserRead | UnixFileMode.UserWrite, path + Suffix, sync: false);

    private static void Replace(string path, ReadOnlySpan<byte> content, UnixFileMode mode, string beside, bool sync)
    {
        File.Delete(beside);
        try
        {
            using (var stream = new FileStream(beside, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode, BufferSize = 0 }))
            {
                stream.Write(content);
                if (sync) stream.Flush(flushToDisk: true);
            }

            File.Move(beside, path, overwrite: true);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
    }

    /// <summary>Reads the file; null when there is none.</summary>
    /// <exception cref="InvalidDataException">It is larger than <paramref name="maxBytes"/>.</exception>
    public static byte[]? Read(string path, long maxBytes)
    {
        if (!File.Exists(path)) return null;
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (stream.Length > maxBytes) throw new InvalidDataException($"\"{path}\": {stream.Length} bytes; at most {maxBytes} are read");
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    /// <summary>Removes the file durably; nothing happens when there is none.</summary>
    public static void Delete(string path)
    {
        if (!File.Exists(path)) return;
        File.Delete(path);
        Durable.SyncFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }
}
