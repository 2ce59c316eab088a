using EdgeOrch.Contracts.Reported;

namespace EdgeOrch.ControlPlane.Devices;

/// <summary>What a device is when it is enrolled.</summary>
/// <param name="Labels">Its labels.</param>
/// <param name="Facts">What it says it is.</param>
/// <param name="CertificateFingerprint">SHA-256 of its certificate's DER form, lower-case hex.</param>
public sealed record DeviceEnrolment(IReadOnlyDictionary<string, string> Labels, DeviceFacts Facts, string CertificateFingerprint);
