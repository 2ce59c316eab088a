using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.ControlPlane.Broker;
using EdgeOrch.ControlPlane.Devices;

namespace EdgeOrch.ControlPlane.Identity;

/// <summary>Gives a connected device a new certificate.</summary>
internal sealed class CertificateRenewHandler(CertificateAuthority authority, IGrainFactory grains)
    : RpcHandler<CertificateRenewRequest, CertificateRenewResult>(
        RpcMethods.CertificateRenew, RpcLane.Requests, WireJson.Default.CertificateRenewRequest, WireJson.Default.CertificateRenewResult)
{
    /// <inheritdoc/>
    protected override async Task<CertificateRenewResult> HandleAsync(DeviceId device, CertificateRenewRequest request, CancellationToken cancellation)
    {
        string certificate;
        try
        {
            certificate = authority.IssueDevice(device, request.CertificateRequest);
        }
        catch (CertificateRefusedException e)
        {
            throw Refused("bad-request", e.Message);
        }

        // Durable before the device learns of it, or it could not connect with what it was given.
        await grains.GetGrain<IDeviceGrain>(device.ToString()).SetCertificateAsync(Fingerprint.OfPem(certificate));
        return new CertificateRenewResult(certificate);
    }
}
