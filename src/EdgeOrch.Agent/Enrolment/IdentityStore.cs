using System.Text.Json;
using EdgeOrch.Agent.Storage;

namespace EdgeOrch.Agent.Enrolment;

/// <summary>Keeps the device's identity in one file, so that a device is wholly enrolled or not at all.</summary>
internal sealed class IdentityStore(DataFolder data)
{
    private const int MaxBytes = 64 * 1024;

    /// <summary>The identity; null when the device is not enrolled.</summary>
    /// <exception cref="InvalidDataException">The file is damaged or too large.</exception>
    public DeviceIdentity? Load()
    {
        var content = AtomicFile.Read(data.Identity, MaxBytes);
        if (content is null) return null;
        try
        {
            return JsonSerializer.Deserialize(content, StorageJson.Default.DeviceIdentity);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"\"{data.Identity}\": {e.Message}", e);
        }
    }

    /// <summary>Keeps the identity; durable on return.</summary>
    public void Save(DeviceIdentity identity) =>
        AtomicFile.Write(data.Identity, JsonSerializer.SerializeToUtf8Bytes(identity, StorageJson.Default.DeviceIdentity));

    /// <summary>Forgets the identity, its private key with it.</summary>
    public void Wipe() => AtomicFile.Delete(data.Identity);
}
