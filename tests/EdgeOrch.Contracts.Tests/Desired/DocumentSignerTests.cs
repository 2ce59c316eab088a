using System.Security.Cryptography;
using System.Text;
using EdgeOrch.Contracts.Desired;

namespace EdgeOrch.Contracts.Tests.Desired;

public sealed class DocumentSignerTests
{
    // A key and a signature made once: devices in the field hold such keys and must go on reading such signatures.
    private const string PublicKey =
        "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEKv8fw96jEiy5M9GcHu/sy5bTabH/pzzRyg9GVXZimaSg3wu9HozQRfTqHC6Qsr43EqfqlyIBy8dcE58Sl57Rdw==";
    private const string KeyId = "36995d8a8a0a317b5dcaaf523f7461169e9f0acd278a3875d83ada60c3beedaf";
    private const string Signature = "1vkpGKXvgmG/MrJxBL3NQHPgl7tdKX99PGVR86J8E9zZJMkBzaQQvzWY8FXBwxV7Bzr/qo6xXCoaJma97sVAbQ==";

    private static readonly byte[] Payload = Encoding.UTF8.GetBytes("{\"device\":\"pi-1\",\"generation\":12}");

    [Fact]
    public void Verify_StoredSignature_StillHolds()
    {
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(PublicKey), out _);

        Assert.Equal(KeyId, DocumentSigner.KeyId(key));
        Assert.True(DocumentSigner.Verify(new SignedDocument(KeyId, Payload, Convert.FromBase64String(Signature)), key));
    }

    [Fact]
    public void Sign_Document_VerifiesWithTheSameKeyAndHas64Bytes()
    {
        using var key = NewKey();
        var document = DocumentSigner.Sign(Payload, key);

        Assert.True(DocumentSigner.Verify(document, key));
        Assert.Equal(64, document.Signature.Length);
    }

    [Fact]
    public void Verify_AnyByteChanged_Fails()
    {
        using var key = NewKey();
        var document = DocumentSigner.Sign(Payload, key);

        for (var i = 0; i < Payload.Length; i++) Assert.False(DocumentSigner.Verify(document with { Payload = Flip(Payload, i) }, key));
        for (var i = 0; i < 64; i++) Assert.False(DocumentSigner.Verify(document with { Signature = Flip(document.Signature, i) }, key));
    }

    [Fact]
    public void Verify_OtherKeyOrKeyIdOrNoSignature_Fails()
    {
        using var key = NewKey();
        using var other = NewKey();
        var document = DocumentSigner.Sign(Payload, key);

        Assert.False(DocumentSigner.Verify(document, other));
        Assert.False(DocumentSigner.Verify(document with { KeyId = DocumentSigner.KeyId(other) }, other));
        Assert.False(DocumentSigner.Verify(document with { KeyId = DocumentSigner.KeyId(other) }, key));
        Assert.False(DocumentSigner.Verify(document with { Signature = [] }, key));
        Assert.False(DocumentSigner.Verify(document with { Signature = new byte[200] }, key));
    }

    private static ECDsa NewKey() => ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static byte[] Flip(byte[] bytes, int index)
    {
        var changed = bytes.ToArray();
        changed[index] ^= 1;
        return changed;
    }
}
