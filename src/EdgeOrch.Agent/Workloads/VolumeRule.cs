using EdgeOrch.Containers.Spec;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.Agent.Workloads;

/// <summary>A manifest's volumes as mounts. Named volumes are made where missing and stay until an operator removes them: data outlives deployments.</summary>
/// <param name="root">Folder of all named volumes.</param>
internal sealed class VolumeRule(string root)
{
    /// <summary>The mounts, parents before children.</summary>
    /// <exception cref="WorkloadException"><c>volume-invalid</c>, or <c>volume-missing</c>: the host path is not there (yet).</exception>
    public IReadOnlyList<MountSpec> Mounts(string deployment, IReadOnlyList<VolumeManifest> volumes) =>
        [.. volumes.Select(v => Mount(deployment, v)).OrderBy(m => m.Destination.Count(c => c == '/')).ThenBy(m => m.Destination, StringComparer.Ordinal)];

    private MountSpec Mount(string deployment, VolumeManifest volume)
    {
        CheckPath(volume.MountPath, "mountPath");
        if (volume.MountPath.Trim('/').Length == 0) throw Invalid($"mountPath \"{volume.MountPath}\": the root cannot be mounted over");
        var access = volume.ReadOnly ? "ro" : "rw";
        if (volume.Tmpfs is { } tmpfs)
            return new MountSpec { Destination = volume.MountPath, Type = "tmpfs", Source = "tmpfs", Options = ["nosuid", "nodev", access, "mode=1777", $"size={tmpfs.Size.Bytes}"] };
        return new MountSpec { Destination = volume.MountPath, Type = "bind", Source = Source(deployment, volume), Options = ["rbind", "nosuid", "nodev", access] };
    }

    private string Source(string deployment, VolumeManifest volume)
    {
        if (volume.Name is { } name) return Named(deployment, name);
        var path = volume.HostPath ?? throw Invalid($"volume \"{volume.MountPath}\": needs a name, a hostPath or a tmpfs");
        CheckPath(path, "hostPath");
        return Path.Exists(path) ? path : throw new WorkloadException("volume-missing", $"hostPath \"{path}\": does not exist on this device");
    }

    private string Named(string deployment, string name)
    {
        // Both become path segments.
        if (!ResourceName.IsValid(deployment) || !ResourceName.IsValid(name)) throw Invalid($"volume \"{name}\": must be {ResourceName.Rule}");
        var path = Path.Combine(root, deployment, name);
        try
        {
            // Open to whatever user the container runs as; the folders above are closed to all others on the device.
            if (!Directory.Exists(path))
            {
                Directory.CreateDirectory(path);
                File.SetUnixFileMode(path, (UnixFileMode)0b111_111_111);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WorkloadException("volume-io", $"volume \"{name}\": {e.Message}", inner: e);
        }

        return path;
    }

    private static void CheckPath(string path, string field)
    {
        if (path.Length is 0 or > 4095 || path[0] != '/' || path.Contains('\0', StringComparison.Ordinal) || path.Split('/').Any(s => s is ".." or "."))
            throw Invalid($"{field} \"{path}\": must be an absolute path without \".\" and \"..\"");
    }

    private static WorkloadException Invalid(string message) => new("volume-invalid", message, retryable: false);
}
