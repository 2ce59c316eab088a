using EdgeOrch.Containers.Cgroups;
using EdgeOrch.Containers.Spec;
using EdgeOrch.Testing;

namespace EdgeOrch.Containers.Tests;

public sealed class LifecycleTests : IDisposable
{
    private const int Terminate = 15;
    private const int Kill = 9;
    private readonly BusyboxRoot _root = new();

    public void Dispose() => _root.Dispose();

    [Theory]
    [InlineData("/bin/nosuch")]
    [InlineData("nosuch")]
    public void Create_MissingProgram_NamesItAndLeavesNothing(string program)
    {
        var id = BusyboxRoot.NewId();
        var spec = _root.Shell("true");

        var failure = Assert.Throws<ContainerException>(() => ContainerRuntime.Create(id, spec with { Process = spec.Process with { Args = [program] } }));

        Assert.Equal($"faccessat \"{program}\": ENOENT", failure.Message);
        Assert.False(new Cgroup(CgroupMounts.Detect(), $"edgeorch/{id}").Exists);
    }

    [Fact]
    public void Start_ProgramThatCannotRun_NamesTheCallAndLeavesNothing()
    {
        var id = BusyboxRoot.NewId();
        var spec = _root.Shell("true");
        var container = ContainerRuntime.Create(id, spec with { Process = spec.Process with { Args = ["/tmp"] } });

        var failure = Assert.Throws<ContainerException>(container.Start);
        container.Delete();

        Assert.Equal("execve \"/tmp\": EACCES", failure.Message);
        Assert.False(new Cgroup(CgroupMounts.Detect(), $"edgeorch/{id}").Exists);
    }

    [Fact]
    public async Task Create_VolumeIsMissing_NamesTheCallLeavesNothingAndCanBeTriedAgain()
    {
        var id = BusyboxRoot.NewId();
        var source = Path.Combine(_root.Base, "later");
        var spec = _root.Shell("exit 0");
        spec = spec with { Mounts = [.. spec.Mounts, new MountSpec { Destination = "/data", Source = source, Options = ["bind"] }] };

        var failure = Assert.Throws<ContainerException>(() => ContainerRuntime.Create(id, spec));
        Assert.Equal($"open_tree \"{source}\": ENOENT", failure.Message);
        Assert.False(new Cgroup(CgroupMounts.Detect(), $"edgeorch/{id}").Exists);
        Assert.DoesNotContain(_root.Base, await File.ReadAllTextAsync("/proc/self/mounts", Run.Cancel), StringComparison.Ordinal);

        Directory.CreateDirectory(source);
        var container = ContainerRuntime.Create(id, spec);
        container.Start();
        Assert.Equal(0, (await container.WaitAsync(Run.Cancel).WaitAsync(Run.Patience, Run.Cancel)).Code);
        container.Delete();
    }

    [Fact]
    public async Task Signal_PidOneWithoutHandler_SurvivesTermAndDiesOfKill()
    {
        using var output = new OutputPipe();
        var container = ContainerRuntime.Create(BusyboxRoot.NewId(), _root.Shell("exec sleep 100"), null, output.Stdio);
        container.Start();
        container.Signal(Terminate);
        Assert.False(container.HasExited);
        container.Signal(Kill);

        Assert.Equal(new ExitStatus(null, Kill, false), await container.WaitAsync(Run.Cancel).WaitAsync(Run.Patience, Run.Cancel));
        container.Delete();
    }

    [Theory]
    [InlineData("exec tail /dev/zero", null, Kill, true)]
    [InlineData("tail /dev/zero; exit $?", 128 + Kill, null, true)]
    [InlineData("tail /dev/zero; exit 3", 3, null, false)]
    public async Task WaitAsync_MemoryLimitExceeded_ReportsTheOomKillOfTheFirstProcess(string script, int? code, int? signal, bool oomKilled)
    {
        var (exit, _) = await Run.ToEnd(InLittleMemory(script));

        Assert.Equal(new ExitStatus(code, signal, oomKilled), exit);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WaitAsync_KilledByUsAfterItOutlivedAnOomKill_IsNoOomKill(bool isAdopted)
    {
        var id = BusyboxRoot.NewId();
        using var container = ContainerRuntime.Create(id, InLittleMemory("tail /dev/zero; exec sleep 100"));
        container.Start();
        await Eventually.HoldsAsync("an OOM kill", Run.Patience, () => container.ReadStats().OomKills > 0);
        using var killed = isAdopted ? ContainerRuntime.Adopt(id, container.Pid, container.StartTime)! : container;
        killed.KillAll();

        Assert.Equal(new ExitStatus(null, Kill, false), await killed.WaitAsync(Run.Cancel).WaitAsync(Run.Patience, Run.Cancel));
        killed.Delete();
    }

    [Fact]
    public async Task Adopt_RunningContainer_IsTheSameAndAWrongStartTimeIsRefused()
    {
        var id = BusyboxRoot.NewId();
        using var container = ContainerRuntime.Create(id, _root.Shell("exec sleep 100"));
        container.Start();

        Assert.Null(ContainerRuntime.Adopt(id, container.Pid, container.StartTime + 1));
        var adopted = ContainerRuntime.Adopt(id, container.Pid, container.StartTime);
        Assert.NotNull(adopted);
        adopted.KillAll();
        Assert.Equal(Kill, (await adopted.WaitAsync(Run.Cancel).WaitAsync(Run.Patience, Run.Cancel)).Signal);
        adopted.Delete();
    }

    [Fact]
    public async Task CreateToDelete_TwoHundredTimesUnderCollections_NeverHangs()
    {
        using var stop = new CancellationTokenSource();
        var stress = Task.Run(
            () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    _ = new byte[100_000];
                    GC.Collect(0);

                    // Where processors of a virtual machine wake each other slowly, no other thread would get on without it.
                    Thread.SpinWait(20_000);
                }
            },
            Run.Cancel);
        var spec = _root.Shell("exit 0") with { Mounts = [] };
        spec = spec with { Linux = spec.Linux with { MaskedPaths = [], ReadonlyPaths = [] } };
        for (var i = 0; i < 200; i++) Assert.Equal(0, (await Run.ToEnd(spec)).Exit.Code);
        await stop.CancelAsync();
        await stress;
    }

    private ContainerSpec InLittleMemory(string script)
    {
        var spec = _root.Shell(script);
        return spec with { Linux = spec.Linux with { Resources = new ResourceSpec { Memory = new MemorySpec { Limit = 16 * 1024 * 1024 } } } };
    }
}
