namespace EdgeOrch.Contracts.Tests.Samples;

/// <summary>Values that many samples share.</summary>
internal static class Known
{
    public static readonly DeviceId Device = DeviceId.Parse("pi-1");

    public static readonly WorkloadId Workload = new("web", "nginx");

    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly Digest One = Digest.Compute("one"u8);

    public static readonly Digest Two = Digest.Compute("two"u8);

    public static readonly Condition NoSpace = new("ImageReady", false, "no-space", "layer needs 12 MiB, 3 MiB are free", Noon);

    public static readonly IReadOnlyDictionary<string, string> Labels = new Dictionary<string, string> { ["site"] = "hall-3", ["role"] = "sensor" };

    public static readonly IReadOnlyDictionary<string, string> NoLabels = new Dictionary<string, string>();
}
