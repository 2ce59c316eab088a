using System.Security.Cryptography.X509Certificates;
using EdgeOrch.Agent.Enrolment;
using EdgeOrch.Agent.Images;
using EdgeOrch.Agent.Link;
using EdgeOrch.Agent.Pulling;
using EdgeOrch.Agent.Reconciliation;
using EdgeOrch.Agent.Storage;
using EdgeOrch.Agent.Workloads;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Desired;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.Contracts.Reported;
using EdgeOrch.Transport;
using Microsoft.Extensions.Logging;

namespace EdgeOrch.Agent.Running;

/// <summary>The agent: puts its parts together, passes on what happens between them, and runs their loops.</summary>
internal sealed partial class DeviceAgent : IWorkloadObserver, ISessionObserver, IAsyncDisposable
{
    private readonly ILogger<DeviceAgent> _log;
    private readonly TimeProvider _time;
    private readonly Outbox _outbox;
    private readonly DeviceConditions _conditions;
    private readonly HealthBoard _health;
    private readonly Reconciler _reconciler;
    private readonly SupervisorUpdate _update;
    private readonly CancellationTokenSource _ending = new();
    private readonly WorkloadEvents _events;
    private readonly StateReport _report;
    private readonly ImagePuller _puller;
    private readonly ImageCollection _images;
    private readonly DesiredInbox _inbox;
    private readonly DeviceSession _session;
    private readonly Reporter _reporter;
    private readonly OutboxSender _sender;
    private readonly CertificateRenewal _renewal;
    private readonly X509Certificate2 _authority;
    private X509Certificate2 _certificate;

    /// <summary>Opens the device's state. Nothing runs before <see cref="RunAsync"/>.</summary>
    /// <exception cref="IOException">The state cannot be read or written.</exception>
    /// <exception cref="EdgeOrch.Images.ImageException">The image store cannot be opened.</exception>
    public DeviceAgent(AgentOptions options, DeviceIdentity identity, ISupervisor supervisor, ILoggerFactory logs, TimeProvider time)
    {
        _log = logs.CreateLogger<DeviceAgent>();
        _time = time;
        var data = new DataFolder(options.Data);

        // 1. What is kept on the device.
        _outbox = Outbox.Open(data.Outbox, new OutboxOptions { MaxEvents = options.OutboxEvents, MaxBytes = options.OutboxBytes }, time);
        _conditions = new DeviceConditions(time);
        var store = new ImageStore(data.Images, time);
        _events = new WorkloadEvents(AddEvent, StateReport.Load(data));

        // 2. The link.
        (_certificate, _authority) = (identity.LoadCertificate(), identity.LoadAuthority());
        _session = new DeviceSession(
            new DeviceSessionOptions
            {
                Device = identity.Device,
                Host = identity.MqttHost,
                Port = identity.MqttPort,
                Authority = _authority,
                Certificate = () => Volatile.Read(ref _certificate),
                AppliedGeneration = () => _report!.AppliedGeneration,
            },
            this, TakeDesired, time);
        var cloud = new SessionCloud(_session);
        _session.Serve(
            RpcMethods.LogRead, WireJson.Default.LogReadRequest, WireJson.Default.LogReadResult,
            new LogServer(options.SupervisorState ?? Path.Combine(options.Data, "supervisor"), time).ReadAsync);

        _session.Serve(RpcMethods.UsageRead, WireJson.Default.UsageReadRequest, WireJson.Default.UsageReadResult, new UsageServer(supervisor, time).ReadAsync);

        // 3. The loops.
        _puller = new ImagePuller(store, cloud, new FreeSpace(data.Images));
        _health = new HealthBoard(supervisor, time);
        _reconciler = new Reconciler(new StepRunner(store, _puller, supervisor, data, FactsReader.Platform, options.AllowPrivileged), supervisor, time, this, _health.Of);
        _update = new SupervisorUpdate(supervisor, _conditions, logs.CreateLogger<SupervisorUpdate>());
        _report = new StateReport(identity.Device, _reconciler, _health, _conditions, data, time);
        _reporter = new Reporter(cloud, _report.Build, time, logs.CreateLogger<Reporter>());
        _sender = new OutboxSender(_outbox, cloud, time, logs.CreateLogger<OutboxSender>());
        _images = new ImageCollection(_puller, _reconciler, data, logs.CreateLogger<ImageCollection>());
        _inbox = new DesiredInbox(new DesiredGate(identity.Device, identity.LoadDesiredStateKey(), data), _outbox, _conditions, time, logs.CreateLogger<DesiredInbox>());
        _renewal = new CertificateRenewal(new IdentityStore(data), cloud, time, logs.CreateLogger<CertificateRenewal>());
        Connect();
    }

    /// <summary>Runs until cancelled. Workloads go on afterwards.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        // What was accepted before is wished again before any link is there: a device needs no cloud to go on.
        _inbox.Restore();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task[] loops =
        [
            _reconciler.RunAsync(stop.Token), _session.RunAsync(stop.Token), _reporter.RunAsync(stop.Token),
            _sender.RunAsync(stop.Token), _images.RunAsync(stop.Token), _renewal.RunAsync(stop.Token), _inbox.RunAsync(stop.Token),
            new IdleMemory().RunAsync(_time, stop.Token),
        ];

        // A loop that ends by itself has failed: the others end too, and the process says why.
        await Task.WhenAny(loops);
        await stop.CancelAsync();
        await Task.WhenAll(loops);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _session.DisposeAsync();
        _health.Dispose();
        _puller.Dispose();
        _outbox.Dispose();
        _certificate.Dispose();
        _authority.Dispose();
        _ending.Dispose();
    }

    void IWorkloadObserver.Changed(WorkloadStatus status)
    {
        _health.Observe(status.Id, status.Record);
        _events.Look(status);
        _reporter.Changed();
    }

    void IWorkloadObserver.Failed(WorkloadId id, Failure failure, Exception exception)
    {
        StepFailed(id, failure.Reason, failure.Message);
        if (failure.Reason == "internal") Unexpected(exception, id);
        if (failure.Reason != Failure.LinkDown)
            AddEvent(failure.Type == "ImageReady" ? "image-failed" : "workload-failed", EventSeverity.Warning, id, $"{failure.Reason}: {failure.Message}");
    }

    void ISessionObserver.StateChanged(SessionState state, string? cause)
    {
        if (state == SessionState.Connected)
        {
            Connected();
            _reconciler.LinkUp();
            _reporter.Changed();
            _sender.Wake();
        }
        else
        {
            Disconnected(cause ?? "no cause given");
        }
    }

    void ISessionObserver.MessageDropped(string topic, string cause) => Dropped(topic, cause);

    private void Connect()
    {
        _outbox.Added += _sender.Wake;
        _inbox.Changed += _reporter.Changed;
        _inbox.Accepted += (before, accepted) =>
        {
            _images.Remember(before);
            _reconciler.Apply(accepted);
            _reporter.Changed();
        };
        _report.Applied += generation =>
        {
            Applied(generation);
            _images.Due();
        };
        _reconciler.SupervisorChanged += SupervisorChanged;
        _health.Changed += HealthChanged;
        _renewal.Renewed += renewed => Interlocked.Exchange(ref _certificate, renewed.LoadCertificate());
    }

    private ValueTask TakeDesired(SignedDocument document, CancellationToken cancellation)
    {
        _inbox.Take(document);
        return ValueTask.CompletedTask;
    }

    private void SupervisorChanged()
    {
        if (_reconciler.Supervisor is { } problem) _conditions.Break("SupervisorReachable", "supervisor-unavailable", problem);
        else _conditions.Mend("SupervisorReachable");
        SupervisorIs(_reconciler.Supervisor ?? "reachable");
        _reporter.Changed();
        if (_reconciler.Supervisor is null) _ = UpdateSupervisorAsync();
    }

    private async Task UpdateSupervisorAsync()
    {
        await _update.AskAsync(_ending.Token);
        _reporter.Changed();
    }

    private void HealthChanged(WorkloadId id, HealthStatus status, string? cause)
    {
        _reconciler.Wake(id.Deployment);
        if (status == HealthStatus.Unhealthy) AddEvent("workload-unhealthy", EventSeverity.Warning, id, cause ?? "unhealthy");
        else AddEvent("workload-healthy", EventSeverity.Normal, id, "healthy");
        _reporter.Changed();
    }

    private void AddEvent(string type, EventSeverity severity, WorkloadId id, string message)
    {
        Happened(id, type, message);
        try
        {
            _outbox.Add(type, severity, id, message);
        }
        catch (IOException e)
        {
            NoEvent(e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Workload}: {Type}: {Text}")]
    private partial void Happened(WorkloadId workload, string type, string text);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Workload}: {Reason}: {Cause}")]
    private partial void StepFailed(WorkloadId workload, string reason, string cause);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Workload}: a failure that has no name yet")]
    private partial void Unexpected(Exception exception, WorkloadId workload);

    [LoggerMessage(Level = LogLevel.Information, Message = "Generation {Generation} is applied")]
    private partial void Applied(long generation);

    [LoggerMessage(Level = LogLevel.Information, Message = "Connected to the control plane")]
    private partial void Connected();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Not connected to the control plane: {Cause}")]
    private partial void Disconnected(string cause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Message on {Topic} dropped: {Cause}")]
    private partial void Dropped(string topic, string cause);

    [LoggerMessage(Level = LogLevel.Information, Message = "The supervisor is {State}")]
    private partial void SupervisorIs(string state);

    [LoggerMessage(Level = LogLevel.Error, Message = "An event could not be kept: {Cause}")]
    private partial void NoEvent(string cause);
}
