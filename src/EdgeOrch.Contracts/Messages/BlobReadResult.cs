namespace EdgeOrch.Contracts.Messages;

/// <summary>The range was sent.</summary>
/// <param name="Sent">Bytes sent as chunks; fewer than asked for only at the blob's end.</param>
/// <param name="BlobBytes">The blob's whole length.</param>
public sealed record BlobReadResult(int Sent, long BlobBytes);
