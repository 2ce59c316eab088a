using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace EdgeOrch.Contracts;

/// <summary>One container of one deployment, as it is known on a device.</summary>
/// <param name="Deployment">The deployment's name.</param>
/// <param name="Container">The container's name within the deployment.</param>
[JsonConverter(typeof(WorkloadIdJsonConverter))]
public readonly record struct WorkloadId(string Deployment, string Container)
{
    /// <summary>The id as one path segment; unambiguous, since names hold no dots.</summary>
    public string FileName => $"{Deployment}.{Container}";

    /// <summary>Reads <c>deployment/container</c>; false when a part is no <see cref="ResourceName"/>.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out WorkloadId id) => TrySplit(text, '/', out id);

    /// <summary>Reads what <see cref="FileName"/> wrote.</summary>
    public static bool TryParseFileName([NotNullWhen(true)] string? text, out WorkloadId id) => TrySplit(text, '.', out id);

    /// <summary>The id as people read it: <c>deployment/container</c>.</summary>
    public override string ToString() => $"{Deployment}/{Container}";

    private static bool TrySplit(string? text, char separator, out WorkloadId id)
    {
        id = default;
        if (text?.Split(separator) is not [var deployment, var container]) return false;
        if (!ResourceName.IsValid(deployment) || !ResourceName.IsValid(container)) return false;
        id = new WorkloadId(deployment, container);
        return true;
    }
}
