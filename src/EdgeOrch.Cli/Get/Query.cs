using EdgeOrch.Cli.CommandLine;
using EdgeOrch.Cli.Connection;
using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.Cli.Get;

/// <summary>What one <c>edgectl get</c> asks for.</summary>
internal sealed class Query<T>(ApiClient api, Resource<T> resource, string? name, LabelSelector? labels)
{
    /// <summary>Whether one is asked for by its name.</summary>
    public bool IsNamed => name is not null;

    /// <summary>Those that match, perhaps none.</summary>
    public async Task<IReadOnlyList<T>> ListAsync(CancellationToken cancel) =>
        [.. (await resource.ListAsync(api, cancel)).Where(item => IsNameOf(item) && IsSelected(item))];

    /// <summary>Those that match; at least one where a name was given.</summary>
    /// <exception cref="CliException">There is none of that name.</exception>
    public async Task<IReadOnlyList<T>> RequireAsync(CancellationToken cancel)
    {
        if (name is not null && labels is null && resource.OneAsync is { } one) return [await one(api, name, cancel)];
        var items = await ListAsync(cancel);
        return items.Count > 0 || name is null ? items : throw new CliException($"{resource.Aliases[0]} \"{name}\": not found");
    }

    private bool IsNameOf(T item) => name is null || (resource.Matches is { } matches ? matches(item, name) : resource.Name(item) == name);

    private bool IsSelected(T item) => labels is null || labels.Matches(resource.Labels!(item));
}
