namespace EdgeOrch.ControlPlane.Deployments.Reading;

/// <summary>A sequence.</summary>
internal sealed record ListNode(int Line, IReadOnlyList<ManifestNode> Items) : ManifestNode(Line)
{
    public override string Noun => "a list";
}
