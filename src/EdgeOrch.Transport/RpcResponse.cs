namespace EdgeOrch.Transport;

/// <summary>A response as it came.</summary>
/// <param name="IsError">Whether <paramref name="Payload"/> is a <see cref="Contracts.Messages.RpcError"/> rather than the result.</param>
/// <param name="Payload">UTF-8 JSON.</param>
public sealed record RpcResponse(bool IsError, byte[] Payload);
