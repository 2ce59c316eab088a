using System.Diagnostics;

namespace EdgeOrch.Agent.Tests.Supervision;

/// <summary>A supervisor in a process of its own, with one container <c>app.main</c>, for tests of programs that talk to it.</summary>
/// <param name="script">What the container runs.</param>
public abstract class SupervisorProcessTest(string script) : IAsyncLifetime
{
    private protected DeviceFixture Device { get; } = new();

    private protected Process Supervisor { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Supervisor = Device.StartProcess();
        _ = Supervisor.StandardError.ReadToEndAsync(DeviceFixture.Cancel);
        await Device.AnswersAsync();
        await Device.Client.StartAsync(Device.Shell(script) with { StopGrace = TimeSpan.Zero }, DeviceFixture.Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        Supervisor.Kill();
        await Supervisor.WaitForExitAsync(CancellationToken.None);
        Supervisor.Dispose();
        await Device.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
