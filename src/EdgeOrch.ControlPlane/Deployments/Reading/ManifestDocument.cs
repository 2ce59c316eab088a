namespace EdgeOrch.ControlPlane.Deployments.Reading;

/// <summary>One document of a manifest text: its tree, and the text itself.</summary>
internal sealed record ManifestDocument(ManifestNode Root, string Text);
