namespace EdgeOrch.Contracts.Messages;

/// <summary>The new certificate.</summary>
/// <param name="Certificate">X.509, PEM.</param>
public sealed record CertificateRenewResult(string Certificate);
