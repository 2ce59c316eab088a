using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EdgeOrch.Agent.Link;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.Transport;
using Microsoft.Extensions.Logging;

namespace EdgeOrch.Agent.Enrolment;

/// <summary>Renews the device's certificate at two thirds of its life, for the same key.</summary>
internal sealed partial class CertificateRenewal(IdentityStore identities, ICloud cloud, TimeProvider time, ILogger<CertificateRenewal> log)
{
    private static readonly TimeSpan s_retry = TimeSpan.FromMinutes(5);

    // A timer cannot wait for more than 49 days, and a clock that is set while it waits should be noticed.
    private static readonly TimeSpan s_longestWait = TimeSpan.FromHours(1);

    /// <summary>Raised with the identity that has the new certificate, after it was made durable.</summary>
    public event Action<DeviceIdentity>? Renewed;

    /// <summary>When a certificate is due for renewal.</summary>
    public static DateTimeOffset DueAt(X509Certificate2 certificate)
    {
        var from = new DateTimeOffset(certificate.NotBefore.ToUniversalTime());
        var to = new DateTimeOffset(certificate.NotAfter.ToUniversalTime());
        return from + ((to - from) * 2 / 3);
    }

    /// <summary>Renews whenever it is due, until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                var wait = await RenewIfDueAsync(cancellation);
                await Task.Delay(wait, time, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The end.
        }
    }

    private async Task<TimeSpan> RenewIfDueAsync(CancellationToken cancellation)
    {
        if (identities.Load() is not { } identity) return s_longestWait;
        using var certificate = identity.LoadCertificate();
        var left = DueAt(certificate) - time.GetUtcNow();
        if (left > TimeSpan.Zero) return left < s_longestWait ? left : s_longestWait;
        if (!cloud.IsConnected) return TimeSpan.FromSeconds(10);
        try
        {
            await RenewAsync(identity, cancellation);
            return TimeSpan.FromSeconds(1);
        }
        catch (Exception e) when (e is LinkException or RpcException or TimeoutException or EnrolmentException or IOException)
        {
            Failed(e.Message);
            return s_retry;
        }
    }

    private async Task RenewAsync(DeviceIdentity identity, CancellationToken cancellation)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(identity.PrivateKey);
        var result = await cloud.RenewAsync(new CertificateRenewRequest(CertificateRequests.Create(identity.Device, key)), cancellation);
        CertificateRequests.Check(result.Certificate, key, identity.Authority);
        var renewed = identity with { Certificate = result.Certificate };
        using (var certificate = renewed.LoadCertificate())
        {
            if (DueAt(certificate) <= time.GetUtcNow()) throw new EnrolmentException("the control plane sent a certificate that is due for renewal already");
            Done(certificate.NotAfter);
        }

        identities.Save(renewed);
        Renewed?.Invoke(renewed);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The device's certificate was renewed; it is valid until {NotAfter}")]
    private partial void Done(DateTime notAfter);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The device's certificate was not renewed and is tried again: {Cause}")]
    private partial void Failed(string cause);
}
