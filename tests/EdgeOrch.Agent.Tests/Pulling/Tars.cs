using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace EdgeOrch.Agent.Tests.Pulling;

/// <summary>Layers, good and bad.</summary>
internal static class Tars
{
    /// <summary>A tar of one file.</summary>
    public static byte[] OneFile(string name, string content) => Of(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)) });

    /// <summary>A tar of one file of random bytes, which no file system makes smaller.</summary>
    public static byte[] Bulk(int bytes)
    {
        var content = new byte[bytes];
        new Random(1).NextBytes(content);
        return Of(new PaxTarEntry(TarEntryType.RegularFile, "bulk") { DataStream = new MemoryStream(content) });
    }

    /// <summary>A tar of these entries.</summary>
    public static byte[] Of(params IEnumerable<TarEntry> entries)
    {
        using var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, TarEntryFormat.Pax, leaveOpen: true))
            foreach (var entry in entries) tar.WriteEntry(entry);
        return stream.ToArray();
    }

    /// <summary>Compressed.</summary>
    public static byte[] Gzip(byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(bytes);
        return stream.ToArray();
    }
}
