using System.Security.Cryptography;
using EdgeOrch.Contracts.Desired;
using Microsoft.Extensions.Options;

namespace EdgeOrch.ControlPlane.Identity;

/// <summary>The key that signs desired state; devices pin its public half when they are enrolled.</summary>
internal sealed class DesiredStateKey : IDisposable
{
    private readonly ECDsa _key;
    private readonly Lock _lock = new();

    /// <summary>Opens the key of the identity folder, or makes it.</summary>
    /// <exception cref="InvalidOperationException">The file holds no such key.</exception>
    public DesiredStateKey(IOptions<IdentityOptions> options)
    {
        PrivateFiles.MakeFolder(options.Value.Directory);
        var path = Path.Combine(options.Value.Directory, "desired-state.key");
        _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        if (File.Exists(path)) Load(path);
        else PrivateFiles.WriteSecret(path, _key.ExportPkcs8PrivateKeyPem());
        PublicKeyPem = _key.ExportSubjectPublicKeyInfoPem();
    }

    /// <summary>The public key, SubjectPublicKeyInfo PEM.</summary>
    public string PublicKeyPem { get; }

    /// <summary>Signs the exact bytes.</summary>
    public SignedDocument Sign(byte[] payload)
    {
        // ECDsa objects are not safe for several threads.
        lock (_lock) return DocumentSigner.Sign(payload, _key);
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    private void Load(string path)
    {
        try
        {
            _key.ImportFromPem(File.ReadAllText(path));
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new InvalidOperationException($"key \"{path}\": {e.Message}", e);
        }
    }
}
