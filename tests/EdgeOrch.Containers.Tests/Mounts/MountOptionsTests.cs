using CsCheck;
using EdgeOrch.Containers.Kernel;
using EdgeOrch.Containers.Mounts;

namespace EdgeOrch.Containers.Tests.Mounts;

public sealed class MountOptionsTests
{
    private static readonly string[] s_words =
    [
        "defaults", "ro", "rw", "nosuid", "suid", "nodev", "dev", "noexec", "exec", "noatime", "atime", "relatime", "norelatime",
        "strictatime", "bind", "rbind", "private", "rslave", "shared", "size=4096", "mode=755",
    ];

    [Theory]
    [InlineData("", 0, 0, "")]
    [InlineData("defaults", 0, 0, "")]
    [InlineData("ro", Flags.MsRdonly, 0, "")]
    [InlineData("ro rw", 0, Flags.MsRdonly, "")]
    [InlineData("rw ro", Flags.MsRdonly, 0, "")]
    [InlineData("nosuid nodev noexec", Flags.MsNosuid | Flags.MsNodev | Flags.MsNoexec, 0, "")]
    [InlineData("nosuid size=4096 ro mode=755", Flags.MsNosuid | Flags.MsRdonly, 0, "size=4096,mode=755")]
    public void Parse_Words_AreFlagsOrTheFileSystemsOwn(string words, int set, int cleared, string data)
    {
        var options = MountOptions.Parse(Words(words));
        Assert.Equal((set, cleared, data), (options.Set, options.Cleared, options.Data));
    }

    [Theory]
    [InlineData("", false, false)]
    [InlineData("bind", true, false)]
    [InlineData("rbind", true, true)]
    [InlineData("rbind bind", true, true)]
    public void Parse_Bind_MayBeRecursive(string words, bool bind, bool recursive)
    {
        var options = MountOptions.Parse(Words(words));
        Assert.Equal((bind, recursive), (options.IsBind, options.IsRecursive));
    }

    [Theory]
    [InlineData("", Flags.MsPrivate | Flags.MsRec)]
    [InlineData("rslave", Flags.MsSlave | Flags.MsRec)]
    [InlineData("shared private", Flags.MsPrivate)]
    public void Parse_Propagation_IsTheLastWordOrPrivate(string words, int propagation) => Assert.Equal(propagation, MountOptions.Parse(Words(words)).Propagation);

    [Fact]
    public void Parse_AnyWords_NeverSetsAndClearsTheSameFlag() => GenWords().Sample(words =>
    {
        var options = MountOptions.Parse(words);
        return (options.Set & options.Cleared) == 0;
    });

    [Fact]
    public void Parse_AnyWords_SaidTwiceMeansTheSame() => GenWords().Sample(words =>
    {
        var (once, twice) = (MountOptions.Parse(words), MountOptions.Parse([.. words, .. words]));
        return once with { Data = "" } == twice with { Data = "" };
    });

    [Fact]
    public void Parse_AnythingUnknown_GoesToTheFileSystemInOrder() => Gen.String[Gen.Char['A', 'Z'], 1, 6].Array[0, 6].Sample(words =>
        MountOptions.Parse(words) is { Set: 0, Cleared: 0, IsBind: false } options && options.Data == string.Join(',', words));

    private static Gen<string[]> GenWords() => Gen.Int[0, s_words.Length - 1].Select(i => s_words[i]).Array[0, 12];

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
