using System.Threading.Channels;
using EdgeOrch.Agent.Reconciliation;
using EdgeOrch.Agent.Supervision.Records;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Reported;

namespace EdgeOrch.Agent.Tests.Reconciliation;

/// <summary>Hands each step to the test, which decides how it goes.</summary>
internal sealed class FakeRunner : IStepRunner, IWorkloadObserver
{
    private readonly Channel<Call> _calls = Channel.CreateUnbounded<Call>();

    public HashSet<Digest> Images { get; } = [];

    public List<Failure> Failures { get; } = [];

    public bool HasImage(Digest image)
    {
        lock (Images) return Images.Contains(image);
    }

    public async Task<ContainerRecord?> RunAsync(Step step, Action<PullReport> pulling, CancellationToken cancellation)
    {
        var call = new Call(step, new TaskCompletionSource<ContainerRecord?>(TaskCreationOptions.RunContinuationsAsynchronously), cancellation);
        await _calls.Writer.WriteAsync(call, CancellationToken.None);
        return await call.Result.Task.WaitAsync(cancellation);
    }

    public async Task<Call> NextAsync() => await _calls.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(20));

    public bool HasCall => _calls.Reader.Count > 0;

    /// <summary>Told of every change, on the thread that made it.</summary>
    public Action<WorkloadStatus> OnChanged { get; set; } = _ => { };

    public void Changed(WorkloadStatus status) => OnChanged(status);

    public void Failed(WorkloadId id, Failure failure, Exception exception)
    {
        lock (Failures) Failures.Add(failure);
    }

    internal sealed record Call(Step Step, TaskCompletionSource<ContainerRecord?> Result, CancellationToken Cancellation);
}
