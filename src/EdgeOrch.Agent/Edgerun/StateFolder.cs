using EdgeOrch.Containers;
using EdgeOrch.Containers.Hooks;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Agent.Edgerun;

/// <summary>The folder of <c>edgerun</c>'s containers: one folder each, holding <c>state.json</c>, the specification as it was at create, and the FIFOs of the start.</summary>
/// <param name="root">The folder, such as <c>/run/edgerun</c>.</param>
/// <param name="warn">Gets a line for what went wrong and changes nothing.</param>
internal sealed class StateFolder(string root, Action<string> warn)
{
    private const string FileName = "state.json";
    private const string SpecName = "config.json";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The container's folder.</summary>
    /// <exception cref="ContainerException">The id is not one path segment of safe characters.</exception>
    public string Of(string id) => ContainerRuntime.IsValidId(id)
        ? Path.Combine(root, id)
        : throw new ContainerException($"id \"{id}\" is not 1 to 128 of A-Z a-z 0-9 _ . -");

    /// <summary>True when there is a state that can be read; a power cut may leave one that cannot.</summary>
    public bool Has(string id)
    {
        try
        {
            return Read(id) is not null;
        }
        catch (ContainerException)
        {
            return false;
        }
    }

    /// <summary>Makes the folder of a new container.</summary>
    /// <exception cref="ContainerException">There is one of this name.</exception>
    public string Reserve(string id)
    {
        var folder = Of(id);
        Directory.CreateDirectory(root, OwnerOnly);
        if (Directory.Exists(folder)) throw new ContainerException($"container \"{id}\" exists");
        return Directory.CreateDirectory(folder, OwnerOnly).FullName;
    }

    /// <summary>Writes beside and renames, so that a reader sees the old state or the new one. Not synced: no container survives a power cut.</summary>
    public void Write(ContainerState state)
    {
        var path = Path.Combine(Of(state.Id), FileName);
        File.WriteAllBytes($"{path}.new", StateDocument.Write(state));
        File.Move($"{path}.new", path, overwrite: true);
    }

    /// <summary>Keeps a container's specification: what happens to the bundle after create means nothing to it.</summary>
    public void KeepSpec(string id, string bundle)
    {
        var path = Path.Combine(Of(id), SpecName);
        File.Copy(Path.Combine(bundle, SpecName), $"{path}.new");
        File.Move($"{path}.new", path);
    }

    /// <summary>The specification as it was at create.</summary>
    /// <exception cref="ContainerException">It is not there.</exception>
    public ContainerSpec ReadSpec(ContainerState state) => Bundle.Read(Path.Combine(Of(state.Id), SpecName), state.Bundle);

    /// <summary>The same, of a container that has no state yet; its relative paths mean nothing.</summary>
    public ContainerSpec ReadSpec(string id) => Bundle.Read(Path.Combine(Of(id), SpecName), "/");

    /// <summary>True when a specification was kept.</summary>
    public bool HasSpec(string id) => File.Exists(Path.Combine(Of(id), SpecName));

    /// <summary>Whom the container's specification wants to be told; null when nobody.</summary>
    public ContainerCallbacks? Callbacks(string id, string bundle, ContainerSpec spec) => ContainerCallbacks.Of(id, spec, bundle, warn);

    /// <summary>The same of a container that was created before.</summary>
    public ContainerCallbacks? Callbacks(ContainerState state) => state.HasCallbacks ? Callbacks(state.Id, state.Bundle, ReadSpec(state)) : null;

    /// <summary>The state as written, with the status of this moment.</summary>
    /// <exception cref="ContainerException">There is no such container.</exception>
    public ContainerState Read(string id)
    {
        var path = Path.Combine(Of(id), FileName);
        if (!File.Exists(path)) throw new ContainerException($"container \"{id}\" does not exist");
        var state = Parse(path);
        using var container = Find(state);
        if (container is null || container.HasExited) return state with { Status = ContainerState.IsStopped, Pid = 0 };
        return container.IsPaused ? state with { Status = ContainerState.IsPaused } : state;
    }

    private static ContainerState Parse(string path)
    {
        try
        {
            return StateDocument.Read(File.ReadAllBytes(path));
        }
        catch (ContainerException damage)
        {
            throw new ContainerException($"\"{path}\" is damaged: {damage.Message}", damage);
        }
    }

    /// <summary>The container behind a state, or null when its first process is gone.</summary>
    public Container? Find(ContainerState state, ContainerCallbacks? callbacks = null) =>
        ContainerRuntime.Adopt(state.Id, state.Pid, state.StartTime, state.CgroupsPath, Of(state.Id), callbacks);

    /// <summary>All containers, by name; a folder that is just being made is left out.</summary>
    public IReadOnlyList<ContainerState> ReadAll() => !Directory.Exists(root)
        ? []
        : [.. Directory.GetDirectories(root).Order(StringComparer.Ordinal).Where(d => File.Exists(Path.Combine(d, FileName))).Select(d => Read(Path.GetFileName(d)))];

    /// <summary>Removes a container's folder.</summary>
    public void Remove(string id)
    {
        if (Directory.Exists(Of(id))) Directory.Delete(Of(id), recursive: true);
    }
}
