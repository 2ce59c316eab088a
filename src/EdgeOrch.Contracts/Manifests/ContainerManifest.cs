using System.Text.Json.Serialization;

namespace EdgeOrch.Contracts.Manifests;

/// <summary>One container of a deployment. What is left out is taken from the image's config, or has the default named here.</summary>
public sealed record ContainerManifest
{
    /// <summary>Its name within the deployment, a <see cref="ResourceName"/>.</summary>
    public required string Name { get; init; }

    /// <summary>The image: <c>repository[:tag][@sha256:…]</c> in the control plane's registry; the tag defaults to <c>latest</c>.</summary>
    public required string Image { get; init; }

    /// <summary>Replaces the image's entrypoint; null keeps it.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>Replaces the image's command; null keeps it, unless <see cref="Command"/> is given.</summary>
    public IReadOnlyList<string>? Args { get; init; }

    /// <summary>Added to the image's environment; a name that the image sets is replaced.</summary>
    public IReadOnlyList<EnvVariable> Env { get; init => field = value ?? []; } = [];

    /// <summary>Absolute path; null takes the image's.</summary>
    public string? WorkingDir { get; init; }

    /// <summary><c>user[:group]</c>, names or numbers; null takes the image's.</summary>
    public string? User { get; init; }

    /// <summary>Limits.</summary>
    public ResourceManifest Resources { get; init => field = value ?? new(); } = new();

    /// <summary>When and how fast it is started again.</summary>
    public RestartManifest Restart { get; init => field = value ?? new(); } = new();

    /// <summary>How its health is told; null means that running is healthy.</summary>
    public HealthCheckManifest? HealthCheck { get; init; }

    /// <summary>What is mounted into it.</summary>
    public IReadOnlyList<VolumeManifest> Volumes { get; init => field = value ?? []; } = [];

    /// <summary>Its network.</summary>
    public NetworkMode Network { get; init; } = NetworkMode.None;

    /// <summary>Its ports that the device publishes; null: none. Only with <c>network: bridge</c>.</summary>
    public IReadOnlyList<PortManifest>? Ports { get; init; }

    /// <summary>Whether its root file system is read-only. Default false.</summary>
    public bool ReadOnlyRootFilesystem { get; init; }

    /// <summary>Whether it may do all that the device's root may: every capability and device node, no filter of system calls. Null: no. A device may forbid it.</summary>
    public bool? Privileged { get; init; }

    /// <summary>Changes to the default capability set.</summary>
    public CapabilitiesManifest Capabilities { get; init => field = value ?? new(); } = new();

    /// <summary>Device nodes and buses that it gets.</summary>
    public IReadOnlyList<DeviceManifest> Devices { get; init => field = value ?? []; } = [];

    /// <summary>GPIO lines that it gets.</summary>
    public IReadOnlyList<GpioManifest> Gpio { get; init => field = value ?? []; } = [];

    /// <summary>Containers of the same deployment that are started before it and stopped after it: names, or name and condition; null: none.</summary>
    public IReadOnlyList<DependencyManifest>? DependsOn { get; init; }

    /// <summary>Signal that asks it to stop, such as <c>SIGTERM</c>; null takes the image's, or SIGTERM.</summary>
    public string? StopSignal { get; init; }

    /// <summary>Time between the stop signal and SIGKILL, at most 1 h. Default 10 s.</summary>
    [JsonRequired]
    public Duration StopGracePeriod { get; init; } = Duration.FromSeconds(10);
}
