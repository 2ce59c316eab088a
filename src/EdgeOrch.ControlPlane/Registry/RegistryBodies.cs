namespace EdgeOrch.ControlPlane.Registry;

/// <summary>The JSON bodies of OCI distribution-spec v1.1.</summary>
internal static class RegistryBodies
{
    /// <summary>The body of a failed request.</summary>
    internal sealed record ErrorList(IReadOnlyList<Error> Errors);

    /// <summary>One error.</summary>
    internal sealed record Error(string Code, string Message);

    /// <summary>The body of the tag list.</summary>
    internal sealed record TagList(string Name, IReadOnlyList<string> Tags);

    /// <summary>The body of the catalog.</summary>
    internal sealed record RepositoryList(IReadOnlyList<string> Repositories);
}
