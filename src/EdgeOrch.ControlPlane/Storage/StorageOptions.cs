using System.Text.Json;

namespace EdgeOrch.ControlPlane.Storage;

/// <summary>Where and how the control plane keeps its state.</summary>
internal sealed class StorageOptions
{
    /// <summary>The name of the grain storage; also the default one.</summary>
    public const string GrainStorageName = "edgeorch";

    /// <summary>The folder of all that the control plane keeps; created when missing.</summary>
    public required string DataFolder { get; init; }

    /// <summary>How grain states become JSON; of whoever has the grains, for none of the storage's own rules would read their states back.</summary>
    public required JsonSerializerOptions Json { get; init; }
}
