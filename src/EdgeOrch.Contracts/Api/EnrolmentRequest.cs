using EdgeOrch.Contracts.Reported;

namespace EdgeOrch.Contracts.Api;

/// <summary>A device asks to be enrolled: <c>POST /v1/enrol</c>.</summary>
/// <param name="Token">The join token.</param>
/// <param name="Device">The id that the device wants.</param>
/// <param name="CertificateRequest">PKCS #10 request for the key made on the device, PEM.</param>
/// <param name="Labels">Labels that the device brings; those of the token win.</param>
/// <param name="Facts">What the device is.</param>
public sealed record EnrolmentRequest(
    string Token, DeviceId Device, string CertificateRequest, IReadOnlyDictionary<string, string> Labels, DeviceFacts Facts);
