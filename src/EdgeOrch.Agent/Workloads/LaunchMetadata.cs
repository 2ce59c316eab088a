using System.Security.Cryptography;
using System.Text.Json;
using EdgeOrch.Agent.Storage;
using EdgeOrch.Agent.Supervision.Records;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Desired;
using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.Agent.Workloads;

/// <summary>What the agent notes with each container at the supervisor, so that the next agent knows what runs.</summary>
/// <param name="Fingerprint">Tells two wishes for one workload apart: SHA-256 of its manifest and image, hex.</param>
/// <param name="Image">The image manifest that runs.</param>
/// <param name="Restart">When it is started again.</param>
/// <param name="Health">Its health check; null: none.</param>
/// <param name="DependsOn">Names of the containers that it is started after and stopped before; null: none.</param>
/// <param name="Privileged">True when nothing but its namespaces confines it; null otherwise.</param>
internal sealed record LaunchMetadata(string Fingerprint, Digest Image, RestartPolicy Restart, HealthCheckManifest? Health = null, IReadOnlyList<string>? DependsOn = null, bool? Privileged = null)
{
    /// <summary>The metadata of a wish. The deployment's revision is left out: a container that a new revision does not change goes on running.</summary>
    public static LaunchMetadata Of(DesiredWorkload workload)
    {
        // The tag that was written says nothing once it is resolved.
        var container = workload.Container with { Image = workload.Image.Digest.ToString() };
        var text = JsonSerializer.SerializeToUtf8Bytes(container, WireJson.Default.ContainerManifest);
        return new LaunchMetadata(Convert.ToHexStringLower(SHA256.HashData(text)), workload.Image.Digest, container.Restart.Policy, container.HealthCheck, container.DependsOn?.Select(d => d.Name).ToArray(), container.Privileged);
    }

    /// <summary>Reads the metadata of a record; null when it is not ours.</summary>
    public static LaunchMetadata? Read(ContainerRecord record)
    {
        try
        {
            return JsonSerializer.Deserialize(record.Metadata, StorageJson.Default.LaunchMetadata);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The metadata as the supervisor keeps it.</summary>
    public string ToText() => JsonSerializer.Serialize(this, StorageJson.Default.LaunchMetadata);
}
