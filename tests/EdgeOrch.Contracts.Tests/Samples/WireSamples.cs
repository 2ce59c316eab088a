namespace EdgeOrch.Contracts.Tests.Samples;

/// <summary>Every sample, by name.</summary>
internal static class WireSamples
{
    public static IReadOnlyList<Sample> All { get; } = [.. ManifestSamples.All, .. StateSamples.All, .. RpcSamples.All, .. ApiSamples.All];

    public static Sample Named(string name) => All.Single(sample => sample.Name == name);
}
