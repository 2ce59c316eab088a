using System.Security.Cryptography;

namespace EdgeOrch.Contracts.Desired;

/// <summary>Signs documents, and verifies them against one pinned key.</summary>
public static class DocumentSigner
{
    /// <summary>The id of a public key, as <see cref="SignedDocument.KeyId"/> has it.</summary>
    public static string KeyId(ECDsa key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));
    }

    /// <summary>Signs the exact bytes of <paramref name="payload"/>.</summary>
    public static SignedDocument Sign(byte[] payload, ECDsa key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new SignedDocument(KeyId(key), payload, key.SignData(payload, HashAlgorithmName.SHA256));
    }

    /// <summary>Whether <paramref name="key"/> signed exactly these bytes.</summary>
    public static bool Verify(SignedDocument document, ECDsa key)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(key);
        return document.KeyId == KeyId(key) && key.VerifyData(document.Payload, document.Signature, HashAlgorithmName.SHA256);
    }
}
