using EdgeOrch.Containers;
using EdgeOrch.Containers.Spec;
using EdgeOrch.Containers.Spec.Json;

namespace EdgeOrch.Agent.Edgerun;

/// <summary>Reads an OCI bundle: a folder with <c>config.json</c> and a root filesystem.</summary>
internal static class Bundle
{
    private const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>The specification, its relative paths made absolute by the bundle.</summary>
    /// <exception cref="ContainerException">The file is missing, too large or no specification.</exception>
    public static ContainerSpec Read(string bundle) => Read(Path.Combine(bundle, "config.json"), bundle);

    /// <summary>The specification in a file, its relative paths made absolute by a bundle.</summary>
    /// <exception cref="ContainerException">The file is missing, too large or no specification.</exception>
    public static ContainerSpec Read(string path, string bundle)
    {
        var spec = Parse(path, SpecReader.ReadContainer);
        return spec with
        {
            Root = spec.Root with { Path = Path.GetFullPath(spec.Root.Path, bundle) },
            Mounts = [.. spec.Mounts.Select(m => Absolute(m, bundle))],
        };
    }

    /// <summary>A process to exec, from a file.</summary>
    /// <exception cref="ContainerException">The file is missing, too large or no process.</exception>
    public static ProcessSpec ReadProcess(string path) => Parse(path, SpecReader.ReadProcess);

    /// <summary>Limits, from a file.</summary>
    /// <exception cref="ContainerException">The file is missing, too large or no limits.</exception>
    public static ResourceSpec ReadResources(string path) => Parse(path, SpecReader.ReadResources);

    private static MountSpec Absolute(MountSpec mount, string bundle)
    {
        var isBind = mount.Type == "bind" || mount.Options.Contains("bind") || mount.Options.Contains("rbind");
        if (!isBind || mount.Source is not { Length: > 0 } source) return mount;

        // Callers write type "bind" with or without the option of that name.
        var options = mount.Options.Contains("bind") || mount.Options.Contains("rbind") ? mount.Options : [.. mount.Options, "bind"];
        return mount with { Source = Path.GetFullPath(source, bundle), Options = options };
    }

    private static T Parse<T>(string path, Func<ReadOnlySpan<byte>, T> read)
    {
        try
        {
            // A pipe has no length.
            using var file = File.OpenRead(path);
            var bytes = new byte[(file.CanSeek ? (int)Math.Min(file.Length, MaxBytes) : MaxBytes) + 1];
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (length > MaxBytes) throw new ContainerException($"is longer than {MaxBytes} bytes");
            return read(bytes.AsSpan(0, length));
        }
        catch (ContainerException problem)
        {
            throw new ContainerException($"\"{path}\": {problem.Message}", problem);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new ContainerException($"\"{path}\": {problem.Message}", problem);
        }
    }
}
