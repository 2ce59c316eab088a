using System.Formats.Tar;
using System.Text;
using Bcl = System.Formats.Tar;

namespace EdgeOrch.Testing.Images;

/// <summary>Writes tars with the framework's writer, so that our reader is checked against another's work. All entries are of user 1000, group 1001.</summary>
public sealed class TarBuilder
{
    private readonly List<Bcl.TarEntry> _entries = [];

    public TarBuilder File(string path, string content = "", int mode = 0x1a4) => File(path, Encoding.UTF8.GetBytes(content), mode);

    public TarBuilder File(string path, byte[] content, int mode = 0x1a4)
    {
        var entry = New(Bcl.TarEntryType.RegularFile, path);
        entry.Mode = (UnixFileMode)mode;
        entry.DataStream = new MemoryStream(content);
        return Write(entry);
    }

    public TarBuilder Folder(string path, int mode = 0x1ed)
    {
        var entry = New(Bcl.TarEntryType.Directory, path);
        entry.Mode = (UnixFileMode)mode;
        return Write(entry);
    }

    public TarBuilder Symlink(string path, string target) => Link(Bcl.TarEntryType.SymbolicLink, path, target);

    public TarBuilder HardLink(string path, string target) => Link(Bcl.TarEntryType.HardLink, path, target);

    public TarBuilder Device(Bcl.TarEntryType type, string path, int major, int minor)
    {
        var entry = (PaxTarEntry)New(type, path);
        entry.DeviceMajor = major;
        entry.DeviceMinor = minor;
        return Write(entry);
    }

    public TarBuilder Fifo(string path) => Write(New(Bcl.TarEntryType.Fifo, path));

    public TarBuilder WithXattr(string path, string name, string value)
    {
        var entry = new PaxTarEntry(Bcl.TarEntryType.RegularFile, path, new Dictionary<string, string> { ["SCHILY.xattr." + name] = value })
        {
            ModificationTime = DateTimeOffset.UnixEpoch,
        };
        return Write(entry);
    }

    public byte[] Build()
    {
        using var stream = new MemoryStream();
        using (var writer = new TarWriter(stream, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var entry in _entries) writer.WriteEntry(entry);
        }

        return stream.ToArray();
    }

    private static PaxTarEntry New(Bcl.TarEntryType type, string path) =>
        new(type, path) { ModificationTime = DateTimeOffset.UnixEpoch.AddDays(365), Uid = 1000, Gid = 1001 };

    private TarBuilder Link(Bcl.TarEntryType type, string path, string target)
    {
        var entry = New(type, path);
        entry.LinkName = target;
        return Write(entry);
    }

    private TarBuilder Write(Bcl.TarEntry entry)
    {
        _entries.Add(entry);
        return this;
    }
}
