using System.Runtime.InteropServices;
using EdgeOrch.Agent.Running;
using EdgeOrch.Agent.Storage;
using EdgeOrch.Agent.Supervision.Protocol;
using EdgeOrch.Agent.Workloads;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.Transport;

namespace EdgeOrch.Agent.Enrolment;

/// <summary>Un-enrols the device.</summary>
internal sealed partial class Leaver(DataFolder data, ISupervisor supervisor, TimeProvider time)
{
    private const int Terminate = 15;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>Tells the control plane, removes the workloads, forgets key and wishes.</summary>
    /// <param name="force">Go on if the control plane cannot be told.</param>
    /// <param name="cancellation">Ends it between two steps.</param>
    /// <exception cref="EnrolmentException">Not enrolled, or the control plane cannot be told; the device is as before, its agent stopped.</exception>
    /// <exception cref="SupervisorException">The workloads cannot be removed; the identity stays, so that leaving can be tried again with force.</exception>
    public async Task<DeviceIdentity> LeaveAsync(bool force, CancellationToken cancellation)
    {
        var identities = new IdentityStore(data);
        var identity = identities.Load() ?? throw new EnrolmentException("this device is not enrolled");

        // 1. Nobody else acts on this device from here on, or connects under its name.
        using var single = await TakeLockAsync(cancellation);

        // 2. What runs, while nothing is changed yet. A device that was never told to run anything needs no supervisor to leave.
        IReadOnlyList<string> workloads = File.Exists(data.Desired) ? await ListWorkloadsAsync(cancellation) : [];

        // 3. The control plane before the device: when it does not know, the device is still whole.
        await TellAsync(identity, force, cancellation);

        // 4. What runs, then what would start it again.
        await RemoveWorkloadsAsync(workloads, cancellation);
        AtomicFile.Delete(data.Desired);
        identities.Wipe();
        foreach (var file in (string[])[data.Outbox, data.Reported, data.PreviousImages]) AtomicFile.Delete(file);
        return identity;
    }

    private async Task<AgentLock> TakeLockAsync(CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        var asked = false;
        while (true)
        {
            if (AgentLock.TryTake(data) is { } taken) return taken;
            if (!asked && AgentLock.Holder(data) is { } pid)
            {
                AskToEnd(pid);
                asked = true;
            }

            if (time.GetElapsedTime(began) > s_patience) throw new EnrolmentException($"an agent runs on \"{data.Root}\" and did not end within {s_patience.TotalSeconds:0} s; stop it first");
            await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellation);
        }
    }

    private static void AskToEnd(int pid)
    {
        // The number may be stale: only our own program is ever signalled.
        var program = new FileInfo($"/proc/{pid}/exe").LinkTarget;
        if (Path.GetFileName(program)?.Split(' ')[0] != Path.GetFileName(Environment.ProcessPath)) return;
        _ = Kill(pid, Terminate);
    }

    private async Task TellAsync(DeviceIdentity identity, bool force, CancellationToken cancellation)
    {
        using var certificate = identity.LoadCertificate();
        using var authority = identity.LoadAuthority();
        var observer = new LastCause();
        await using var session = new DeviceSession(
            new DeviceSessionOptions
            {
                Device = identity.Device,
                Host = identity.MqttHost,
                Port = identity.MqttPort,
                Authority = authority,
                Certificate = () => certificate,
                AppliedGeneration = () => 0,
            },
            observer, (_, _) => ValueTask.CompletedTask, time);
        using var patience = new CancellationTokenSource(s_patience, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        var running = session.RunAsync(stop.Token);
        try
        {
            await session.WaitConnectedAsync(stop.Token);
            await session.RequestAsync(RpcMethods.Leave, new LeaveRequest(), WireJson.Default.LeaveRequest, WireJson.Default.Acknowledged, s_patience, stop.Token);
        }
        catch (Exception e) when (e is LinkException or RpcException or TimeoutException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            if (!force) throw new EnrolmentException($"the control plane could not be told ({(e is OperationCanceledException ? observer.Cause : e.Message)}); --force leaves nevertheless", e);
        }

        await stop.CancelAsync();
        await running;
    }

    private async Task<IReadOnlyList<string>> ListWorkloadsAsync(CancellationToken cancellation)
    {
        List<string> ids = [];
        await foreach (var change in supervisor.WatchAsync(cancellation))
        {
            if (change.IsCaughtUp) break;
            if (change.Id is { } id) ids.Add(id);
        }

        return ids;
    }

    private async Task RemoveWorkloadsAsync(IReadOnlyList<string> ids, CancellationToken cancellation)
    {
        foreach (var id in ids)
        {
            await supervisor.RemoveAsync(id, keepFiles: false, cancellation);
            if (WorkloadId.TryParseFileName(id, out var workload) && Directory.Exists(Path.Combine(data.Workloads, workload.FileName)))
                Directory.Delete(Path.Combine(data.Workloads, workload.FileName), recursive: true);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);

    private sealed class LastCause : ISessionObserver
    {
        public string Cause { get; private set; } = "no connection";

        public void StateChanged(SessionState state, string? cause) => Cause = cause ?? Cause;

        public void MessageDropped(string topic, string cause)
        {
        }
    }
}
