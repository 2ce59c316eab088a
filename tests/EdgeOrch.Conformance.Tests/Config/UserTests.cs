using EdgeOrch.Conformance.Tests.Running;

namespace EdgeOrch.Conformance.Tests.Config;

/// <summary>config.md, POSIX-platform User.</summary>
public sealed class UserTests : ContainerTest
{
    [RuntimeFact]
    public void User_UidGidAndAdditionalGids_AreTheProcesss()
    {
        User("""{ "uid": 1000, "gid": 2000, "additionalGids": [10, 20, 3000] }""");
        Assert.Equal("1000 1000 1000 1000 2000 2000 2000 2000 10 20 3000", Container.Shows("echo $(grep -E '^(Uid|Gid|Groups):' /proc/self/status | cut -d: -f2)"));
    }

    // The caller's groups are the host's.
    [RuntimeTheory]
    [InlineData("""{ "uid": 0, "gid": 0 }""")]
    [InlineData("""{ "uid": 1000, "gid": 1000 }""")]
    public void User_NoAdditionalGids_HasNone(string user)
    {
        User(user);
        Assert.Equal("", Container.Shows("grep ^Groups: /proc/self/status | cut -f2 | tr -d ' '"));
    }

    [RuntimeFact]
    public void User_LargestIds_Work()
    {
        User("""{ "uid": 4294967294, "gid": 4294967294 }""");
        Assert.Equal("4294967294:4294967294", Container.Shows("echo $(id -u):$(id -g)"));
    }

    [RuntimeFact]
    public void User_NotInPasswd_IsFine()
    {
        User("""{ "uid": 12345, "gid": 54321 }""");
        Assert.Equal("12345:54321", Container.Shows("echo $(id -u):$(id -g)"));
    }

    [RuntimeTheory]
    [InlineData(18, "0022")]
    [InlineData(63, "0077")]
    [InlineData(0, "0000")]
    public void User_Umask_IsTheProcesss(int umask, string seen)
    {
        User($$"""{ "uid": 0, "gid": 0, "umask": {{umask}} }""");
        Assert.Equal(seen, Container.Shows("umask"));
    }

    [RuntimeTheory]
    [InlineData("""{ "uid": -1, "gid": 0 }""")]
    [InlineData("""{ "uid": "root", "gid": 0 }""")]
    [InlineData("""{ "uid": 4294967296, "gid": 0 }""")]
    public void User_NoNumber_IsRefused(string user)
    {
        User(user);
        Container.Refused();
    }

    [RuntimeFact]
    public void User_OtherThanRoot_MayWriteToItsStreams()
    {
        User("""{ "uid": 1000, "gid": 1000 }""");
        Assert.Equal("again", Container.Shows("echo again > /proc/self/fd/1"));
    }

    private void User(string json) => Container.Process["user"] = ConfigJson.Json(json);
}
