namespace EdgeOrch.Contracts.Manifests;

/// <summary>A GPIO line that a container gets, named by exactly one of <see cref="Line"/>, <see cref="Pin"/>, or <see cref="Chip"/> with <see cref="Offset"/>.</summary>
public sealed record GpioManifest
{
    /// <summary>The line's name for the container, a <see cref="ResourceName"/>.</summary>
    public required string Name { get; init; }

    /// <summary>The line's own name, such as <c>GPIO17</c>.</summary>
    public string? Line { get; init; }

    /// <summary>The physical pin of the header, from 1.</summary>
    public int? Pin { get; init; }

    /// <summary>The chip's label; with <see cref="Offset"/>.</summary>
    public string? Chip { get; init; }

    /// <summary>The line's offset on <see cref="Chip"/>, from 0.</summary>
    public int? Offset { get; init; }

    /// <summary>Which way it works.</summary>
    public required GpioDirection Direction { get; init; }

    /// <summary>An output's level at the start; null leaves it as it is.</summary>
    public GpioLevel? Initial { get; init; }

    /// <summary>The level that an output goes to whenever the workload stops, however it stops; null leaves the line alone.</summary>
    public GpioLevel? Safe { get; init; }

    /// <summary>An input's bias; null leaves it as it is.</summary>
    public GpioBias? Bias { get; init; }

    /// <summary>Edges of an input that are reported; null: none.</summary>
    public GpioEdge? Edge { get; init; }
}
