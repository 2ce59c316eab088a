namespace EdgeOrch.Agent.Tests;

/// <summary>The promise: memory is given back once after each burst of work, and not while there is any.</summary>
public sealed class IdleMemoryTests
{
    private readonly IdleMemory _memory;
    private long _allocated;
    private int _releases;

    public IdleMemoryTests()
    {
        _memory = new IdleMemory(() => _allocated, () => _releases++);
        Pass(IdleMemory.Worthwhile);
    }

    [Fact]
    public void Look_AfterTheStart_GivesBackOnce()
    {
        Pass(0);
        Pass(0);

        Assert.Equal(1, _releases);
    }

    [Fact]
    public void Look_WhileThereIsWork_GivesNothingBack()
    {
        Pass(IdleMemory.Quiet + 1);
        Pass(IdleMemory.Quiet + 1);

        Assert.Equal(0, _releases);
    }

    [Fact]
    public void Look_AfterAnotherBurst_GivesBackAgain()
    {
        Pass(0);
        Pass(IdleMemory.Worthwhile);
        Pass(IdleMemory.Quiet);

        Assert.Equal(2, _releases);
    }

    // Work that allocates, and then the next look.
    private void Pass(long bytes)
    {
        _allocated += bytes;
        _memory.Look();
    }
}
