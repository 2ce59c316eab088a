namespace EdgeOrch.Containers.Spec;

/// <summary>The execution domain of the first process (personality(2)).</summary>
public sealed record PersonalitySpec
{
    /// <summary><c>LINUX</c> or <c>LINUX32</c>.</summary>
    public string Domain { get; set; } = "";

    /// <summary>None is defined by the specification.</summary>
    public IReadOnlyList<string>? Flags { get; set; }
}
