using System.Threading.Channels;
using EdgeOrch.ControlPlane.Storage;

namespace EdgeOrch.ControlPlane.Tests.Storage;

internal sealed class CounterGrain([PersistentState("counter", StorageOptions.GrainStorageName)] IPersistentState<CounterState> state) : Grain, ICounterGrain, IRemindable
{
    /// <summary>The keys of the grains that were reminded.</summary>
    public static Channel<string> Reminded { get; } = Channel.CreateUnbounded<string>();

    public Task<int> Get() => Task.FromResult(state.State.Value);

    public Task Set(int value)
    {
        state.State.Value = value;
        return state.WriteStateAsync();
    }

    public Task Clear() => state.ClearStateAsync();

    public Task Remind() => this.RegisterOrUpdateReminder("tick", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));

    public Task ReceiveReminder(string reminderName, TickStatus status) => Reminded.Writer.WriteAsync(this.GetPrimaryKeyString()).AsTask();
}
