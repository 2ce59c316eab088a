using System.Formats.Tar;

namespace EdgeOrch.Images.Trees;

/// <summary>Writes a tree as a tar in the pax format, in little memory.</summary>
internal sealed class TarTarget(Stream stream) : ITreeTarget, IDisposable
{
    private readonly TarWriter _writer = new(stream, TarEntryFormat.Pax, leaveOpen: true);

    /// <inheritdoc/>
    public void Add(Tar.TarEntry entry, ReadData data)
    {
        var type = entry.Type switch
        {
            Tar.TarEntryType.Directory => System.Formats.Tar.TarEntryType.Directory,
            Tar.TarEntryType.SymbolicLink => System.Formats.Tar.TarEntryType.SymbolicLink,
            Tar.TarEntryType.Fifo => System.Formats.Tar.TarEntryType.Fifo,
            _ => System.Formats.Tar.TarEntryType.RegularFile,
        };
        var written = new PaxTarEntry(type, Name(entry))
        {
            Mode = (UnixFileMode)entry.Mode,
            Uid = (int)entry.UserId,
            Gid = (int)entry.GroupId,
            ModificationTime = DateTimeOffset.FromUnixTimeSeconds(entry.ModifiedSeconds).AddTicks(entry.ModifiedNanoseconds / 100),
        };
        if (entry.LinkTarget.Length > 0) written.LinkName = entry.LinkTarget;
        if (entry.Type == Tar.TarEntryType.File) written.DataStream = new EntryData(data, entry.Size);
        _writer.WriteEntry(written);
    }

    /// <summary>Writes the archive's end.</summary>
    public void Dispose() => _writer.Dispose();

    private static string Name(Tar.TarEntry entry) =>
        entry.Path.Length == 0 ? "./" : entry.Type == Tar.TarEntryType.Directory ? $"{entry.Path}/" : entry.Path;

    /// <summary>Data whose length is known before, as the writer wants it; what a file that shrank lacks is zero.</summary>
    private sealed class EntryData(ReadData read, long length) : ReadOnlyStream
    {
        private long _done;

        public override bool CanSeek => true;

        public override long Length => length;

        public override long Position
        {
            get => _done;
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            var part = buffer[..(int)Math.Min(buffer.Length, length - _done)];
            var got = part.IsEmpty ? 0 : read(part);
            if (got == 0) part.Clear();
            var given = got == 0 ? part.Length : got;
            _done += given;
            return given;
        }
    }
}
