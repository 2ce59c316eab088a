namespace EdgeOrch.Contracts.Messages;

/// <summary>A device asks for a new certificate for the key that it holds.</summary>
/// <param name="CertificateRequest">PKCS #10 request (RFC 2986), PEM.</param>
public sealed record CertificateRenewRequest(string CertificateRequest);
