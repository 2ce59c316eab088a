namespace EdgeOrch.ControlPlane.Deployments.Reading;

/// <summary>One entry of a mapping, with the line of its key.</summary>
internal sealed record MapEntry(string Key, int Line, ManifestNode Value);
