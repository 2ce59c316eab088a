using System.Formats.Tar;
using EdgeOrch.System.Tests.Programs;
using EdgeOrch.Testing.Images;

namespace EdgeOrch.System.Tests.BadInput;

/// <summary>The promise: what is wrong with an image is told where the operator looks, and the workload that ran goes on.</summary>
public sealed class ImageTests(Site site) : IClassFixture<Site>
{
    private static readonly string OutsideFile = Path.Combine(Path.GetTempPath(), $"edgeorch-escape-{Guid.NewGuid():N}");

    public static TheoryData<string, string> Malicious => new(
        ("traversal", "layer-path"), ("absolute-link", "layer-link-traversal"), ("escaping-link", "layer-link-traversal"), ("escaping-hard-link", "layer-path"),
        ("device-node", "layer-device-node"), ("bomb", "layer-too-large"), ("no-tar", "layer-malformed"), ("wrong-diff-id", "digest-mismatch"));

    [Theory]
    [MemberData(nameof(Malicious))]
    public async Task Pull_OfAMaliciousLayer_IsRefusedWithItsCauseAndTheOldRevisionGoesOn(string kind, string reason)
    {
        await site.PushSampleAsync();
        var name = $"bad-{kind}";
        await site.ApplyAsync(site.Manifest(name, "v1", 8131));
        var before = await site.AwaitRunningAsync($"{name}/web", 1);
        await PushAsync(kind);

        await site.ApplyAsync(site.Manifest(name, $"bad/{kind}:v1"));
        var refused = await site.AwaitWhyAsync($"{name}/web", "ImageReady");

        Assert.Equal(reason, refused.Reason);
        Assert.False(File.Exists(OutsideFile));
        await site.ApplyAsync(site.Manifest(name, "v1", 8131));
        Assert.Equal(before.Pid, (await site.AwaitRunningAsync($"{name}/web", 3)).Pid);
        (await site.EdgectlAsync("delete", "deployment", name)).Succeeded();
    }

    [Fact]
    public async Task Apply_OfAnImageThatIsNotInTheRegistry_IsRefused()
    {
        var result = await site.EdgectlWithInputAsync(site.Manifest("missing", "nobody/pushed:this"), "apply", "-f", "-");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("nobody/pushed:this", result.Errors, StringComparison.Ordinal);
        Assert.Equal(1, (await site.EdgectlAsync("get", "deployment", "missing")).ExitCode);
    }

    [Fact]
    public async Task Push_OfALayoutWithAFlippedByte_IsRefused()
    {
        var folder = Path.Combine(site.Home, "flipped");
        OciLayout.Write(folder, new TarBuilder().File("a", "content").Build());
        var blob = Directory.EnumerateFiles(Path.Combine(folder, "blobs", "sha256")).MaxBy(file => new FileInfo(file).Length)!;
        using (var file = File.Open(blob, FileMode.Open))
        {
            file.Position = 700;
            file.WriteByte(0xff);
        }

        var result = await site.EdgectlAsync("image", "push", folder, "bad/flipped:v1");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("digest", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_OfALayerThatRottedInTheRegistry_IsRefusedUntilItIsWhole()
    {
        var folder = Path.Combine(site.Home, "rotten");
        OciLayout.Write(folder, Busybox("rotten").Build(), entrypoint: ["/bin/busybox", "sleep", "1000"]);
        (await site.EdgectlAsync("image", "push", folder, "bad/rotten:v1")).Succeeded();
        var blob = LargestBlob(folder);
        var stored = Directory.EnumerateFiles(site.CloudFolder, Path.GetFileName(blob), SearchOption.AllDirectories).Single();
        Rot(stored);

        await site.ApplyAsync(site.Manifest("rotten", "bad/rotten:v1"));
        var refused = await site.AwaitWhyAsync("rotten/web", "ImageReady");
        File.Copy(blob, stored, overwrite: true);

        Assert.Equal("digest-mismatch", refused.Reason);
        await site.AwaitRunningAsync("rotten/web", 1);
    }

    private static void Rot(string file)
    {
        using var stream = File.Open(file, FileMode.Open);
        stream.Position = stream.Length / 2;
        stream.WriteByte(0xa5);
        stream.WriteByte(0x5a);
    }

    private static string LargestBlob(string layout) =>
        Directory.EnumerateFiles(Path.Combine(layout, "blobs", "sha256")).MaxBy(file => new FileInfo(file).Length)!;

    private static TarBuilder Busybox(string mark) =>
        new TarBuilder().Folder("bin").File("bin/busybox", File.ReadAllBytes("/bin/busybox"), 0x1ed).File("mark", mark);

    private async Task PushAsync(string kind)
    {
        var folder = Path.Combine(site.Home, kind);
        var honest = Busybox(kind);
        var layer = kind switch
        {
            "traversal" => honest.File($"../../../../../../../..{OutsideFile}", "escaped").Build(),
            "absolute-link" => honest.Symlink("out", Path.GetDirectoryName(OutsideFile)!).File($"out/{Path.GetFileName(OutsideFile)}", "escaped").Build(),
            "escaping-link" => honest.Symlink("out", "../../../../../../../../tmp").File($"out/{Path.GetFileName(OutsideFile)}", "escaped").Build(),
            "escaping-hard-link" => honest.HardLink("shadow", "../../../../../../../../etc/shadow").Build(),
            "device-node" => honest.Device(TarEntryType.BlockDevice, "disk", 8, 0).Build(),
            "bomb" => new TarBuilder().File("zeroes", new byte[96 << 20]).Build(),
            "no-tar" => [.. Enumerable.Range(0, 4096).Select(i => (byte)(i * 7))],
            _ => honest.Build(),
        };
        OciLayout.Write(folder, layer, kind == "wrong-diff-id" ? OciLayout.DigestOf([1]) : null, entrypoint: ["/bin/busybox", "sleep", "1000"]);
        (await site.EdgectlAsync("image", "push", folder, $"bad/{kind}:v1")).Succeeded();
    }
}
