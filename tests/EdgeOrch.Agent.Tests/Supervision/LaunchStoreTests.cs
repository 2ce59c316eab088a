using EdgeOrch.Agent.Supervision.Records;
using EdgeOrch.Agent.Supervision.Running;

namespace EdgeOrch.Agent.Tests.Supervision;

public sealed class LaunchStoreTests : IDisposable
{
    private static readonly ContainerRecord s_running = new() { Id = "shop.web", Revision = 3, Phase = ContainerPhase.Running, Wanted = true, Pid = 42 };

    private readonly TemporaryFolder _folder = new();
    private readonly LaunchStore _store;

    public LaunchStoreTests() => _store = new LaunchStore(_folder.Path, "this boot");

    private string Durable => Path.Combine(_folder.Path, "record.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_WantedContainer_CostsNoDurableWrite()
    {
        _store.Write(s_running with { Phase = ContainerPhase.Starting });
        _store.Write(s_running);
        _store.Write(s_running with { Phase = ContainerPhase.BackingOff, Restarts = 1 });

        Assert.False(File.Exists(Durable));
        Assert.Equal(1, _store.ReadObserved()!.Restarts);
    }

    [Fact]
    public void Write_Stopped_IsKnownToTheNextBoot()
    {
        _store.Write(s_running);
        _store.Write(s_running with { Wanted = false, Stopped = true, Phase = ContainerPhase.Exited });

        var next = new LaunchStore(_folder.Path, "the next boot");
        Assert.Null(next.ReadObserved());
        Assert.Equal((false, true), (next.ReadRecord()!.Wanted, next.ReadRecord()!.Stopped));
    }

    [Fact]
    public void Write_StartedAgainAfterAStop_IsKnownToTheNextBoot()
    {
        _store.Write(s_running with { Wanted = false, Phase = ContainerPhase.Exited });
        var later = new LaunchStore(_folder.Path, "this boot");
        later.ReadRecord();
        later.Write(s_running);

        Assert.True(new LaunchStore(_folder.Path, "the next boot").ReadRecord()!.Wanted);
    }

    [Fact]
    public void Write_Exited_ThenFailed_IsKnownToTheNextBoot()
    {
        _store.Write(s_running with { Wanted = false, Phase = ContainerPhase.Exited });
        _store.Write(s_running with { Wanted = false, Phase = ContainerPhase.Failed });

        Assert.Equal(ContainerPhase.Failed, new LaunchStore(_folder.Path, "the next boot").ReadRecord()!.Phase);
    }

    [Fact]
    public void ReadObserved_Damaged_Fails()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "observed.json"), "{");
        Assert.Throws<InvalidDataException>(() => _store.ReadObserved());
    }
}
