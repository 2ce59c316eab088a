using EdgeOrch.Conformance.Tests.Running;

namespace EdgeOrch.Conformance.Tests.Escapes;

/// <summary>No descriptor of the runtime or of its caller reaches the workload, by its number or as a working folder (CVE-2016-9962, CVE-2024-21626).</summary>
public sealed class DescriptorTests : EscapeTest
{
    private const string Host = "exec 7</ 8</etc 9</proc/1 3</; exec \"$@\"";

    public static TheoryData<int> Numbers { get; } = [.. Enumerable.Range(3, 12)];

    [RuntimeFact]
    public void Run_CallerHasHostFoldersOpen_TheProcessHasNone()
    {
        Container.Through = ["sh", "-c", Host, "sh"];
        Container.Process["args"] = ConfigJson.Texts("/bin/ls", "/proc/self/fd");
        Assert.Equal("0\n1\n2\n3\n", Container.Run().Output);
    }

    [RuntimeFact]
    public void CreateAndStart_CallerHasHostFoldersOpen_TheFirstProcessHasNone()
    {
        Container.Through = ["sh", "-c", Host, "sh"];
        Container.Process["args"] = ConfigJson.Texts("/bin/sleep", "100");
        Container.Create();
        Container.Ok("start", Container.Id);
        Assert.Equal("0 1 2", Container.Exec("echo $(ls /proc/1/fd)"));
    }

    [RuntimeFact]
    public void Exec_CallerHasHostFoldersOpen_TheProcessHasNone()
    {
        Container.Launch("exec sleep 100");
        Container.Through = ["sh", "-c", Host, "sh"];
        Assert.Equal("0\n1\n2\n3\n", Container.Ok("exec", Container.Id, "/bin/ls", "/proc/self/fd"));
    }

    [RuntimeTheory]
    [MemberData(nameof(Numbers))]
    public void Cwd_IsADescriptor_LeadsNowhereOutside(int number)
    {
        Container.Through = ["sh", "-c", Host, "sh"];
        Container.Process["cwd"] = $"/proc/self/fd/{number}";
        AssertInside(ShowsOrIsRefused("readlink /proc/self/cwd; ls -d ../../../../../work ../../../../../usr/bin/perl 2>&-; true"));
    }

    [RuntimeTheory]
    [InlineData("/proc/self/fd/7")]
    [InlineData("/proc/self/cwd")]
    [InlineData("/proc/1/cwd")]
    [InlineData("/link")]
    public void Cwd_IsALinkToOne_LeadsNowhereOutside(string cwd)
    {
        Container.Through = ["sh", "-c", Host, "sh"];
        File.CreateSymbolicLink(Path.Combine(Container.Rootfs, "link"), "/proc/self/fd/8");
        Container.Process["cwd"] = cwd;
        AssertInside(ShowsOrIsRefused("readlink /proc/self/cwd; ls -d ../../../../../usr/bin/perl 2>&-; true"));
    }

    [RuntimeTheory]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(5)]
    [InlineData(10)]
    public void ExecCwd_IsADescriptor_LeadsNowhereOutside(int number)
    {
        Container.Launch("exec sleep 100");
        Container.Through = ["sh", "-c", Host, "sh"];
        var call = Container.Call("exec", "--cwd", $"/proc/self/fd/{number}", Container.Id, "/bin/sh", "-c", "readlink /proc/self/cwd");
        AssertInside(call.ExitCode == 0 ? call.Output : null);
    }

    private static void AssertInside(string? seen)
    {
        if (seen is null) return;
        Assert.DoesNotContain("unreachable", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("perl", seen, StringComparison.Ordinal);
        Assert.StartsWith("/", seen, StringComparison.Ordinal);
    }
}
