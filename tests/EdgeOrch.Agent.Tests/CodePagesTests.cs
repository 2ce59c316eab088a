namespace EdgeOrch.Agent.Tests;

public sealed class CodePagesTests
{
    private const string Smaps = """
        00400000-00405000 r--p 00000000 fe:00 10                                 /usr/bin/edgeorchd
        Rss:                  20 kB
        Anonymous:             0 kB
        VmFlags: rd mr mw me
        00405000-00b8e000 r-xp 00005000 fe:00 10                                 /usr/bin/edgeorchd
        Anonymous:             0 kB
        00b8e000-00f4b000 r--p 0078e000 fe:00 10                                 /usr/bin/edgeorchd
        Anonymous:             8 kB
        00f4b000-01400000 rw-p 00b4bc38 fe:00 10                                 /usr/bin/edgeorchd
        Anonymous:             0 kB
        7f0000000000-7f0000100000 r--p 00000000 00:00 0
        Anonymous:             0 kB
        7ffd00000000-7ffd00002000 r-xp 00000000 00:00 0                          [vdso]
        Anonymous:             0 kB
        """;

    [Fact]
    public void Clean_OnlyUnchangedReadOnlyMappingsOfFiles() =>
        Assert.Equal([(0x400000, 0x5000), (0x405000, 0x789000)], CodePages.Clean(Smaps.Split('\n')).Select(m => ((int)m.From, (int)m.Bytes)));

    [Fact]
    public void Release_UnmapsCodeAndTheProgramGoesOn()
    {
        var before = ResidentOfFiles();
        Assert.True(CodePages.Release() > 0);
        Assert.True(ResidentOfFiles() < before);
    }

    // RssFile of proc(5), status: kB.
    private static long ResidentOfFiles() =>
        long.Parse(File.ReadLines("/proc/self/status").Single(l => l.StartsWith("RssFile:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture);
}
