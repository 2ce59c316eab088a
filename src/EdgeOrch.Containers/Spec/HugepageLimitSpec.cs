namespace EdgeOrch.Containers.Spec;

/// <summary>Limit on huge pages of one size.</summary>
public sealed record HugepageLimitSpec
{
    /// <summary>The size as the kernel writes it, such as <c>2MB</c>.</summary>
    public string PageSize { get; set; } = "";

    /// <summary>Most bytes.</summary>
    public ulong Limit { get; set; }
}
