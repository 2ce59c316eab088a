namespace EdgeOrch.ControlPlane.Deployments.Reading;

/// <summary>A mapping, its entries as written: a key may occur twice.</summary>
internal sealed record MapNode(int Line, IReadOnlyList<MapEntry> Entries) : ManifestNode(Line)
{
    public override string Noun => "a mapping";
}
