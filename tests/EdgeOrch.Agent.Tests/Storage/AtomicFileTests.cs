using EdgeOrch.Agent.Storage;

namespace EdgeOrch.Agent.Tests.Storage;

public sealed class AtomicFileTests
{
    [Fact]
    public void Write_OverAnOldFile_ReplacesItAndLeavesNothingBeside()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Of("state");
        AtomicFile.Write(path, "old and longer"u8);
        AtomicFile.Write(path, "new"u8);
        Assert.Equal("new"u8.ToArray(), AtomicFile.Read(path, 10));
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Write_Default_IsReadableByItsOwnerAlone()
    {
        using var folder = new TemporaryFolder();
        AtomicFile.Write(folder.Of("secret"), "x"u8);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.Of("secret")));
    }

    [Fact]
    public void Write_AfterAnInterruptedOne_Succeeds()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.Of("state.new"), "half");
        AtomicFile.Write(folder.Of("state"), "whole"u8);
        Assert.Equal("whole"u8.ToArray(), AtomicFile.Read(folder.Of("state"), 10));
    }

    [Fact]
    public void Write_ToAFolderThatIsNotThere_ThrowsAndChangesNothing()
    {
        using var folder = new TemporaryFolder();
        Assert.ThrowsAny<IOException>(() => AtomicFile.Write(folder.Of("gone", "state"), "x"u8));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Read_LargerThanAllowed_NamesFileAndBound()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.Of("big"), "12345");
        var e = Assert.Throws<InvalidDataException>(() => AtomicFile.Read(folder.Of("big"), 4));
        Assert.Contains("5 bytes; at most 4", e.Message, StringComparison.Ordinal);
        Assert.Null(AtomicFile.Read(folder.Of("none"), 4));
    }
}
