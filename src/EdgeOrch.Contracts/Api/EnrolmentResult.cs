namespace EdgeOrch.Contracts.Api;

/// <summary>A device is enrolled.</summary>
/// <param name="Device">Its id.</param>
/// <param name="Certificate">Its certificate, PEM.</param>
/// <param name="Authority">The control plane's CA certificate, PEM; the device pins it.</param>
/// <param name="DesiredStateKey">Public key that signs desired state, SubjectPublicKeyInfo PEM; the device pins it.</param>
/// <param name="MqttHost">Host of the MQTT broker.</param>
/// <param name="MqttPort">Its TLS port.</param>
public sealed record EnrolmentResult(
    DeviceId Device, string Certificate, string Authority, string DesiredStateKey, string MqttHost, int MqttPort);
