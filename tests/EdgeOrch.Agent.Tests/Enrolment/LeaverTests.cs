using System.Diagnostics;
using System.Globalization;
using EdgeOrch.Agent.Enrolment;
using EdgeOrch.Agent.Storage;
using EdgeOrch.Agent.Supervision.Protocol;
using EdgeOrch.Agent.Tests.Workloads;
using EdgeOrch.Testing;
using Microsoft.Extensions.Time.Testing;

namespace EdgeOrch.Agent.Tests.Enrolment;

/// <summary>Leaving while the control plane cannot be reached; leaving one that can is a system test.</summary>
public sealed class LeaverTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly TestAuthority _authority;
    private readonly FakeSupervisor _supervisor = new();
    private readonly DataFolder _data;
    private readonly IdentityStore _identities;

    public LeaverTests()
    {
        _authority = new TestAuthority(_time.GetUtcNow());
        _data = new DataFolder(_folder.Path);
        _data.Create();
        _identities = new IdentityStore(_data);
        _identities.Save(_authority.Enrol(_time.GetUtcNow(), _time.GetUtcNow().AddDays(90)));
        foreach (var file in (string[])[_data.Desired, _data.Outbox, _data.Reported, _data.PreviousImages]) File.WriteAllText(file, "x");
        foreach (var folder in (string[])["workloads/shop.web", "volumes/shop/db", "images/layers"]) Directory.CreateDirectory(_folder.Of(folder));
        _supervisor.Tell(Wishes.Record(Wishes.Workload()));
    }

    [Fact]
    public async Task Leave_CloudCannotBeTold_ChangesNothingAndNamesForce()
    {
        var e = await Assert.ThrowsAsync<EnrolmentException>(() => LeaveAsync(force: false));
        Assert.Contains("could not be told", e.Message, StringComparison.Ordinal);
        Assert.Contains("--force", e.Message, StringComparison.Ordinal);
        Assert.NotNull(_identities.Load());
        Assert.True(File.Exists(_data.Desired));
        Assert.Empty(_supervisor.Calls);
    }

    [Fact]
    public async Task Leave_Force_RemovesWorkloadsThenForgetsAndLeavesVolumesAndImages()
    {
        var left = await LeaveAsync(force: true);
        Assert.Equal("line-3", left.Device.ToString());
        Assert.Equal(["remove shop.web"], _supervisor.Calls);
        Assert.Equal(["images", "images/layers", "volumes", "volumes/shop", "volumes/shop/db", "workloads"], Folders());
        Assert.Equal(["agent.lock"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Leave_SupervisorCannotBeReached_KeepsTheIdentityForAnotherTry()
    {
        _supervisor.IsReachable = false;
        await Assert.ThrowsAsync<SupervisorException>(() => LeaveAsync(force: true));
        Assert.NotNull(_identities.Load());
        _supervisor.IsReachable = true;
        await LeaveAsync(force: true);
        Assert.Null(_identities.Load());
    }

    [Fact]
    public async Task Leave_NotEnrolled_SaysSo()
    {
        _identities.Wipe();
        Assert.Equal("this device is not enrolled", (await Assert.ThrowsAsync<EnrolmentException>(() => LeaveAsync(force: true))).Message);
    }

    // The number in the file may have become another program's.
    [Fact]
    public async Task Leave_LockIsHeldAndThePidIsAStrangers_GivesUpAndSignalsNobody()
    {
        using var held = new FileStream(_data.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        using var stranger = Process.Start("sleep", ["60"]);
        await File.WriteAllTextAsync(_data.Pid, stranger.Id.ToString(CultureInfo.InvariantCulture), TestContext.Current.CancellationToken);
        var e = await Assert.ThrowsAsync<EnrolmentException>(() => LeaveAsync(force: true));
        Assert.Contains("did not end within 30 s", e.Message, StringComparison.Ordinal);
        Assert.False(stranger.HasExited);
        stranger.Kill();
        Assert.NotNull(_identities.Load());
        Assert.Empty(_supervisor.Calls);
    }

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    private IEnumerable<string> Folders() =>
        Directory.EnumerateDirectories(_folder.Path, "*", SearchOption.AllDirectories).Select(d => Path.GetRelativePath(_folder.Path, d)).Order(StringComparer.Ordinal);

    private async Task<DeviceIdentity> LeaveAsync(bool force)
    {
        var leaving = Task.Run(() => new Leaver(_data, _supervisor, _time).LeaveAsync(force, TestContext.Current.CancellationToken));
        await Eventually.HoldsAsync("leaving to end", Patience, () =>
        {
            _time.Advance(TimeSpan.FromSeconds(5));
            return leaving.IsCompleted;
        });
        return await leaving;
    }
}
