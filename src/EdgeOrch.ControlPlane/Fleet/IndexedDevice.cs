namespace EdgeOrch.ControlPlane.Fleet;

/// <summary>A device in the index.</summary>
internal sealed record IndexedDevice(string Id, IReadOnlyDictionary<string, string> Labels);
