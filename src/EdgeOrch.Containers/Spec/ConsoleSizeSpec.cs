namespace EdgeOrch.Containers.Spec;

/// <summary>Size of a terminal, in characters.</summary>
public sealed record ConsoleSizeSpec
{
    /// <summary>Lines.</summary>
    public ushort Height { get; set; }

    /// <summary>Columns.</summary>
    public ushort Width { get; set; }
}
