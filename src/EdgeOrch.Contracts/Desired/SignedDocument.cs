namespace EdgeOrch.Contracts.Desired;

/// <summary>A JSON document with a signature over its exact bytes.</summary>
/// <param name="KeyId">Which key signed: lower-case hex of the SHA-256 of its SubjectPublicKeyInfo (RFC 5280 §4.1).</param>
/// <param name="Payload">The document's UTF-8 bytes.</param>
/// <param name="Signature">ECDSA P-256 with SHA-256 over <paramref name="Payload"/>, IEEE P1363 form (64 bytes).</param>
public sealed record SignedDocument(string KeyId, byte[] Payload, byte[] Signature);
