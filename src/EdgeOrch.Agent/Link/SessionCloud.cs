using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.Contracts.Reported;
using EdgeOrch.Transport;

namespace EdgeOrch.Agent.Link;

/// <summary>The control plane over a device's MQTT session.</summary>
internal sealed class SessionCloud(DeviceSession session) : ICloud
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(30);

    // The first plan that needs a delta may have to wait for the delta to be made.
    private static readonly TimeSpan s_planTimeout = TimeSpan.FromMinutes(5);
    private readonly BlobDownload _downloads = new(session);

    /// <inheritdoc/>
    public bool IsConnected => session.IsConnected;

    /// <inheritdoc/>
    public Task<ImagePlan> PlanImageAsync(ImagePlanRequest request, CancellationToken cancellation) => session.RequestAsync(
        RpcMethods.ImagePlan, request, WireJson.Default.ImagePlanRequest, WireJson.Default.ImagePlan, s_planTimeout, cancellation);

    /// <inheritdoc/>
    public Task DownloadAsync(BlobSource source, IBlobSink sink, CancellationToken cancellation) => _downloads.RunAsync(source, sink, cancellation);

    /// <inheritdoc/>
    public Task ReportAsync(ReportedState state, CancellationToken cancellation) => session.PublishReportedAsync(state, cancellation);

    /// <inheritdoc/>
    public Task<EventsAcknowledged> SendEventsAsync(EventBatch batch, CancellationToken cancellation) =>
        session.SendEventsAsync(batch, s_timeout, cancellation);

    /// <inheritdoc/>
    public Task<CertificateRenewResult> RenewAsync(CertificateRenewRequest request, CancellationToken cancellation) => session.RequestAsync(
        RpcMethods.CertificateRenew, request, WireJson.Default.CertificateRenewRequest, WireJson.Default.CertificateRenewResult, s_timeout, cancellation);
}
