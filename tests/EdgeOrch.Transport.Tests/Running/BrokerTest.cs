namespace EdgeOrch.Transport.Tests.Running;

/// <summary>A test with a broker and, between it and the device, a wire that can be cut.</summary>
public abstract class BrokerTest : IAsyncLifetime
{
    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected TestAuthority Authority { get; } = new();

    private protected TestBroker Broker { get; private set; } = null!;

    private protected Wire Wire { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Broker = await TestBroker.StartAsync(Authority);
        Wire = new Wire(Broker.Port);
    }

    public async ValueTask DisposeAsync()
    {
        await Wire.DisposeAsync();
        await Broker.DisposeAsync();
        Authority.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The broker dies with all it knew; another one takes its port.</summary>
    private protected async Task ReplaceBrokerAsync()
    {
        var port = Broker.Port;
        await Broker.DisposeAsync();
        Broker = await TestBroker.StartAsync(Authority, port);
    }
}
