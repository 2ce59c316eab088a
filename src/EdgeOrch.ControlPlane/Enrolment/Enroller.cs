using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Api;
using EdgeOrch.ControlPlane.Broker;
using EdgeOrch.ControlPlane.Deployments.Reading;
using EdgeOrch.ControlPlane.Devices;
using EdgeOrch.ControlPlane.Identity;
using Microsoft.Extensions.Options;

namespace EdgeOrch.ControlPlane.Enrolment;

/// <summary>Enrols devices: token, certificate, grain; a use of the token is spent only on a device that was enrolled.</summary>
internal sealed partial class Enroller(
    JoinTokens tokens, CertificateAuthority authority, DesiredStateKey desiredStateKey, IGrainFactory grains,
    IOptions<BrokerOptions> broker, ILogger<Enroller> logger)
{
    /// <summary>Enrols a device.</summary>
    /// <exception cref="EnrolmentRefusedException">The request is not acceptable, or the id is taken.</exception>
    /// <exception cref="TokenRefusedException">The token is not.</exception>
    public async Task<EnrolmentResult> EnrolAsync(EnrolmentRequest request, CancellationToken cancellation)
    {
        // 1. What needs no token: nothing is spent on a request that could not succeed.
        var problems = LabelSyntax.Check(request.Labels, "labels");
        if (problems.Count > 0) throw new EnrolmentRefusedException(400, "invalid-request", "the request has problems", problems);
        var certificate = Issue(request);
        // 2. The token; from here to the end cancellation is not heard, so that a use is either spent or given back.
        var redeemed = await tokens.RedeemAsync(request.Token, cancellation);
        var enrolled = false;
        try
        {
            // 3. The grain, which alone knows whether the id is free.
            var enrolment = new DeviceEnrolment(Merge(request.Labels, redeemed.Labels), request.Facts, Fingerprint.OfPem(certificate));
            enrolled = await grains.GetGrain<IDeviceGrain>(request.Device.ToString()).EnrolAsync(enrolment);
        }
        finally
        {
            if (!enrolled) await tokens.GiveBackAsync(redeemed, CancellationToken.None);
        }

        if (!enrolled) throw new EnrolmentRefusedException(409, "device-exists", $"device \"{request.Device}\" is enrolled already");
        LogEnrolled(request.Device, redeemed.Id);
        return new EnrolmentResult(
            request.Device, certificate, authority.CertificatePem, desiredStateKey.PublicKeyPem, broker.Value.PublicHost, broker.Value.Port);
    }

    private string Issue(EnrolmentRequest request)
    {
        try
        {
            return authority.IssueDevice(request.Device, request.CertificateRequest);
        }
        catch (CertificateRefusedException e)
        {
            throw new EnrolmentRefusedException(400, "invalid-certificate-request", e.Message);
        }
    }

    private static Dictionary<string, string> Merge(IReadOnlyDictionary<string, string> device, IReadOnlyDictionary<string, string> token)
    {
        var labels = new Dictionary<string, string>(device, StringComparer.Ordinal);
        foreach (var (key, value) in token) labels[key] = value;
        return labels;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "device {Device} enrolled with join token {TokenId}")]
    private partial void LogEnrolled(DeviceId device, string tokenId);
}
