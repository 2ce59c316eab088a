namespace EdgeOrch.ControlPlane.Identity;

/// <summary>Renews the server's certificate while the control plane runs: one that renewed only at a start would expire in the dark.</summary>
internal sealed partial class ServerCertificateRenewal(CertificateAuthority authority, TimeProvider time, ILogger<ServerCertificateRenewal> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (authority.RenewServerIfDue()) ServerCertificateRenewed(authority.Server.TargetCertificate.NotAfter);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
            {
                ServerCertificateNotRenewed(authority.Server.TargetCertificate.NotAfter, e);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "the server's certificate was renewed; it is valid until {NotAfter}")]
    private partial void ServerCertificateRenewed(DateTime notAfter);

    [LoggerMessage(Level = LogLevel.Error, Message = "the server's certificate, valid until {NotAfter}, was not renewed and is tried again")]
    private partial void ServerCertificateNotRenewed(DateTime notAfter, Exception exception);
}
