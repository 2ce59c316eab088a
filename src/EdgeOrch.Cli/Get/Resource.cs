using System.Text.Json.Serialization.Metadata;
using EdgeOrch.Cli.Connection;
using EdgeOrch.Cli.Output;

namespace EdgeOrch.Cli.Get;

/// <summary>One kind of thing that <c>edgectl get</c> lists.</summary>
internal sealed record Resource<T>
{
    /// <summary>The plural, as on the command line and in messages.</summary>
    public required string Plural { get; init; }

    /// <summary>Other words for it.</summary>
    public required IReadOnlyList<string> Aliases { get; init; }

    /// <summary>The columns of its table.</summary>
    public required IReadOnlyList<Column<T>> Columns { get; init; }

    /// <summary>How a list of it is written as JSON.</summary>
    public required JsonTypeInfo<IReadOnlyList<T>> ListType { get; init; }

    /// <summary>How one of it is written as JSON.</summary>
    public required JsonTypeInfo<T> ItemType { get; init; }

    /// <summary>Asks for all of it.</summary>
    public required Func<ApiClient, CancellationToken, Task<IReadOnlyList<T>>> ListAsync { get; init; }

    /// <summary>Asks for the one of this name; null when the list has to be searched.</summary>
    public Func<ApiClient, string, CancellationToken, Task<T>>? OneAsync { get; init; }

    /// <summary>Its name, by which a watch tells what changed.</summary>
    public required Func<T, string> Name { get; init; }

    /// <summary>Whether an operator may mean it by this name; null compares with <see cref="Name"/>.</summary>
    public Func<T, string, bool>? Matches { get; init; }

    /// <summary>Its labels, for <c>-l</c>; null when it has none.</summary>
    public Func<T, IReadOnlyDictionary<string, string>>? Labels { get; init; }
}
