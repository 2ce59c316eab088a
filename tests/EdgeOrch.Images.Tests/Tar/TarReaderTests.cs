using CsCheck;
using EdgeOrch.Images.Tar;
using EdgeOrch.Testing.Images;

namespace EdgeOrch.Images.Tests.Tar;

public sealed class TarReaderTests
{
    private static readonly Gen<string> s_path = Gen.String[Gen.Char["abcé/._ "], 1, 300].Select(p => "p" + p + "q");

    [Fact]
    public void ReadNext_WhatTheFrameworkWrote_ComesBack() =>
        Gen.Select(s_path, Gen.Byte.Array[0, 2000], Gen.Int[0, 0xfff]).Array[0, 8].Sample(files =>
        {
            var builder = new TarBuilder();
            foreach (var (path, content, mode) in files) builder.File(path, content, mode);
            using var stream = new MemoryStream(builder.Build());
            var reader = new TarReader(stream);
            foreach (var (path, content, mode) in files)
            {
                var entry = reader.ReadNext();
                Assert.NotNull(entry);
                Assert.Equal((path, mode, content.Length, 1000u, 1001u), (entry.Path, entry.Mode, (int)entry.Size, entry.UserId, entry.GroupId));
                var data = new byte[content.Length];
                for (var done = 0; done < data.Length;) done += reader.Read(data.AsSpan(done));
                Assert.Equal(content, data);
                Assert.Equal(content, stream.ToArray().AsSpan((int)entry.DataOffset, content.Length).ToArray());
            }

            Assert.Null(reader.ReadNext());
        });

    [Fact]
    public void ReadNext_RandomDamage_IsRefusedOrRead() =>
        Gen.Select(Gen.Int[0, 4000], Gen.Byte).Sample((at, value) =>
        {
            var tar = new TarBuilder().File("a", new byte[1000]).Symlink("b", new string('x', 200)).File("c", "d").Build();
            tar[at % tar.Length] = value;
            var reader = new TarReader(new MemoryStream(tar));
            try
            {
                while (reader.ReadNext() is not null)
                {
                }
            }
            catch (TarException)
            {
            }
        });

    [Theory]
    [InlineData("--format=gnu")]
    [InlineData("--format=pax")]
    [InlineData("--format=ustar")]
    public void ReadNext_GnuTar_ReadsItsFormats(string format)
    {
        using var folder = new TemporaryFolder();
        var name = string.Concat(Enumerable.Repeat("folder/", 20)) + "file";
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder.Path, name))!);
        File.WriteAllText(Path.Combine(folder.Path, name), "content");
        var archive = Path.Combine(folder.Path, "x.tar");
        Tool.Run("tar", format, "--owner=7:7", "-cf", archive, "-C", folder.Path, name);

        using var stream = File.OpenRead(archive);
        var entry = new TarReader(stream).ReadNext();

        Assert.Equal((name, 7L, 7u), (entry!.Path, entry.Size, entry.UserId));
    }

    [Fact]
    public void ReadNext_Sparse_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var archive = Path.Combine(folder.Path, "x.tar");
        Tool.Run("truncate", "-s", "1M", Path.Combine(folder.Path, "holes"));
        Tool.Run("tar", "--sparse", "-cf", archive, "-C", folder.Path, "holes");

        using var stream = File.OpenRead(archive);

        Assert.Equal("tar-sparse", Assert.Throws<TarException>(() => new TarReader(stream).ReadNext()).Code);
    }

    [Fact]
    public void ReadNext_TooManyEntries_IsRefused()
    {
        var reader = new TarReader(new MemoryStream(new TarBuilder().File("a").File("b").Build()), new TarLimits { Entries = 1 });
        reader.ReadNext();

        Assert.Equal("tar-too-many-entries", Assert.Throws<TarException>(reader.ReadNext).Code);
    }

    [Theory]
    [InlineData(600, true)]
    [InlineData(517, true)]
    [InlineData(516, false)]
    [InlineData(511, false)]
    public void ReadNext_CutArchive_EndsInPaddingOnly(int length, bool ends)
    {
        // One ustar header and five bytes of data, as umoci leaves them.
        using var written = new MemoryStream();
        using (var writer = new System.Formats.Tar.TarWriter(written, System.Formats.Tar.TarEntryFormat.Ustar, leaveOpen: true))
        {
            writer.WriteEntry(new System.Formats.Tar.UstarTarEntry(System.Formats.Tar.TarEntryType.RegularFile, "f") { DataStream = new MemoryStream("hello"u8.ToArray()) });
        }

        var reader = new TarReader(new MemoryStream(written.ToArray()[..length]));
        TarEntry? last() => reader.ReadNext() is null ? null : reader.ReadNext();
        if (ends) Assert.Null(last());
        else Assert.Equal("tar-truncated", Assert.Throws<TarException>(last).Code);
    }
}
