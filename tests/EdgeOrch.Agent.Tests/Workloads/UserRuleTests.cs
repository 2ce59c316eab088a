using EdgeOrch.Agent.Workloads;

namespace EdgeOrch.Agent.Tests.Workloads;

public sealed class UserRuleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string[] _layers;

    public UserRuleTests()
    {
        Directory.CreateDirectory(_folder.Of("top"));
        Directory.CreateDirectory(_folder.Of("base", "etc"));
        File.WriteAllText(_folder.Of("base", "etc", "passwd"), "root:x:0:0:root:/root:/bin/sh\napp:x:1000:1001:App:/srv/app:/bin/sh\n");
        File.WriteAllText(_folder.Of("base", "etc", "group"), "root:x:0:\napps:x:1001:app\nvideo:x:44:other,app\n");
        _layers = [_folder.Of("top"), _folder.Of("base")];
    }

    [Theory]
    [InlineData(null, 0, 0, "/root", "")]
    [InlineData("app", 1000, 1001, "/srv/app", "44")]
    [InlineData("1000", 1000, 1001, "/srv/app", "44")]
    [InlineData("app:video", 1000, 44, "/srv/app", "")]
    [InlineData("4242", 4242, 0, "/", "")]
    [InlineData("4242:99", 4242, 99, "/", "")]
    public void Resolve_Written_HasNumbersAndHome(string? written, uint uid, uint gid, string home, string others)
    {
        var (user, folder) = UserRule.Resolve(written, _layers);
        Assert.Equal((uid, gid, home, others), (user.Uid, user.Gid, folder, string.Join(',', user.AdditionalGids)));
    }

    [Theory]
    [InlineData("nobody-here")]
    [InlineData("app:no-group")]
    [InlineData("4294967295")]
    public void Resolve_Unknown_IsRefusedForGood(string written)
    {
        var e = Assert.Throws<WorkloadException>(() => UserRule.Resolve(written, _layers));
        Assert.Equal("user-unknown", e.Reason);
        Assert.False(e.Retryable);
    }

    public void Dispose() => _folder.Dispose();
}
