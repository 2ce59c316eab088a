using System.Text.Json;
using EdgeOrch.Containers;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Agent.Edgerun;

/// <summary>Reads an OCI bundle: a folder with <c>config.json</c> and a root filesystem.</summary>
internal static class Bundle
{
    private const long MaxBytes = 4 * 1024 * 1024;

    /// <summary>The specification, its relative paths made absolute by the bundle.</summary>
    /// <exception cref="ContainerException">The file is missing, too large or no specification.</exception>
    public static ContainerSpec Read(string bundle)
    {
        var spec = Parse(Path.Combine(bundle, "config.json"), ContainerJsonContext.Default.ContainerSpec);
        return spec with
        {
            Root = spec.Root with { Path = Path.GetFullPath(spec.Root.Path, bundle) },
            Mounts = [.. spec.Mounts.Select(m => Absolute(m, bundle))],
        };
    }

    /// <summary>A process to exec, from a file.</summary>
    /// <exception cref="ContainerException">The file is missing, too large or no process.</exception>
    public static ProcessSpec ReadProcess(string path) => Parse(path, ContainerJsonContext.Default.ProcessSpec);

    private static MountSpec Absolute(MountSpec mount, string bundle)
    {
        var isBind = mount.Type == "bind" || mount.Options.Contains("bind") || mount.Options.Contains("rbind");
        if (!isBind || mount.Source is not { Length: > 0 } source) return mount;

        // Callers write type "bind" with or without the option of that name.
        var options = mount.Options.Contains("bind") || mount.Options.Contains("rbind") ? mount.Options : [.. mount.Options, "bind"];
        return mount with { Source = Path.GetFullPath(source, bundle), Options = options };
    }

    private static T Parse<T>(string path, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        try
        {
            using var file = File.OpenRead(path);
            if (file.Length > MaxBytes) throw new ContainerException($"\"{path}\" is {file.Length} bytes long; at most {MaxBytes}");
            return JsonSerializer.Deserialize(file, type) ?? throw new ContainerException($"\"{path}\": is null");
        }
        catch (JsonException problem)
        {
            throw new ContainerException($"\"{path}\": {problem.Message}", problem);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new ContainerException($"\"{path}\": {problem.Message}", problem);
        }
    }
}
