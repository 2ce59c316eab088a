namespace EdgeOrch.Conformance.Tests.Running;

/// <summary>A class of tests, each with a container of its own.</summary>
public abstract class ContainerTest : IDisposable
{
    private protected TestContainer Container { get; } = new();

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => Container.Dispose();
}
