using System.Text.Json.Nodes;
using EdgeOrch.Conformance.Tests.Running;

namespace EdgeOrch.Conformance.Tests.Config;

/// <summary>config.md, Linux Process: capabilities.</summary>
public sealed class CapabilitiesTests : ContainerTest
{
    private const string Show = "echo $(grep ^Cap /proc/self/status | cut -f2 | sed 's/^00000000//')";

    [RuntimeFact]
    public void Capabilities_Sets_AreAsAsked()
    {
        Ask(inheritable: ["CHOWN"], permitted: ["CHOWN", "KILL"], effective: ["KILL"], bounding: ["CHOWN", "KILL", "MKNOD"], ambient: ["CHOWN"]);

        // inheritable, permitted, effective, bounding, ambient; root gains the bounding set with execve.
        Assert.Equal("00000001 08000021 08000021 08000021 00000001", Container.Shows(Show));
    }

    [RuntimeFact]
    public void Capabilities_Nothing_IsNone()
    {
        Container.Process["capabilities"] = new JsonObject();
        Assert.Equal("00000000 00000000 00000000 00000000 00000000", Container.Shows(Show));
    }

    [RuntimeFact]
    public void Capabilities_OtherUser_LosesThemWithExecve()
    {
        Ask(permitted: ["CHOWN", "KILL"], effective: ["CHOWN", "KILL"], bounding: ["CHOWN", "KILL"]);
        Container.Process["user"] = ConfigJson.Json("""{ "uid": 1000, "gid": 1000 }""");
        Assert.Equal("00000000 00000000 00000000 00000021 00000000", Container.Shows(Show));
    }

    [RuntimeFact]
    public void Capabilities_OtherUserWithAmbient_KeepsThose()
    {
        Ask(inheritable: ["KILL"], permitted: ["CHOWN", "KILL"], effective: ["CHOWN", "KILL"], bounding: ["CHOWN", "KILL"], ambient: ["KILL"]);
        Container.Process["user"] = ConfigJson.Json("""{ "uid": 1000, "gid": 1000 }""");
        Assert.Equal("00000020 00000020 00000020 00000021 00000020", Container.Shows(Show));
    }

    // What cannot be mapped or granted is warned of, and does not fail.
    [RuntimeTheory]
    [InlineData("CAP_NO_SUCH")]
    [InlineData("CAP_SYS_RESOURCE")]
    public void Capabilities_CannotBeGranted_IsNoError(string name)
    {
        Container.Through = ["setpriv", "--bounding-set", "-sys_resource"];
        foreach (var set in (string[])["bounding", "effective", "permitted"]) Container.Process["capabilities"]![set] = ConfigJson.Texts("CAP_KILL", name);
        Container.Script(Show);
        var call = Container.Run();
        Assert.Equal(0, call.ExitCode);
        Assert.Contains("20", call.Output.Split(' ')[3], StringComparison.Ordinal);
    }

    [RuntimeFact]
    public void Capabilities_Dropped_CannotBeUsed()
    {
        Ask(permitted: ["KILL"], effective: ["KILL"], bounding: ["KILL"]);
        Assert.Equal("EPERM", Container.Shows("sys chroot @/tmp"));
    }

    private void Ask(string[]? inheritable = null, string[]? permitted = null, string[]? effective = null, string[]? bounding = null, string[]? ambient = null)
    {
        var sets = new JsonObject();
        foreach (var (name, names) in (IEnumerable<(string, string[]?)>)[("inheritable", inheritable), ("permitted", permitted), ("effective", effective), ("bounding", bounding), ("ambient", ambient)])
            if (names is not null) sets[name] = ConfigJson.Texts(names.Select(n => $"CAP_{n}"));
        Container.Process["capabilities"] = sets;
    }
}
