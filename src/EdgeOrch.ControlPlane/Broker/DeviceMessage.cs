using EdgeOrch.Transport;

namespace EdgeOrch.ControlPlane.Broker;

/// <summary>A message of a device, copied out of the broker.</summary>
/// <param name="Topic">Its topic; one that the device may publish on.</param>
/// <param name="Payload">Its bytes.</param>
/// <param name="ResponseTopic">Where the answer goes; null when none is asked for.</param>
/// <param name="Correlation">What the answer repeats; null when none is asked for.</param>
/// <param name="Response">The message read as a response; null when it is none.</param>
internal sealed record DeviceMessage(string Topic, byte[] Payload, string? ResponseTopic, byte[]? Correlation, RpcResponse? Response);
