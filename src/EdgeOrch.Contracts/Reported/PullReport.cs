namespace EdgeOrch.Contracts.Reported;

/// <summary>What it cost to get an image's layers.</summary>
/// <param name="ReceivedBytes">Bytes of blobs received over MQTT so far.</param>
/// <param name="PlannedBytes">Bytes of blobs that the plan names.</param>
/// <param name="FullBytes">Bytes of the full compressed layers, manifest and config.</param>
/// <param name="DeltaLayers">Layers made from a delta.</param>
/// <param name="FullLayers">Layers fetched whole.</param>
/// <param name="PresentLayers">Layers that were there.</param>
public sealed record PullReport(
    long ReceivedBytes, long PlannedBytes, long FullBytes, int DeltaLayers, int FullLayers, int PresentLayers);
