namespace EdgeOrch.Contracts.Manifests;

/// <summary>One variable of a container's environment.</summary>
public sealed record EnvVariable
{
    /// <summary>Its name; not empty, no <c>=</c> and no NUL.</summary>
    public required string Name { get; init; }

    /// <summary>Its value; default empty.</summary>
    public string Value { get; init => field = value ?? ""; } = "";
}
